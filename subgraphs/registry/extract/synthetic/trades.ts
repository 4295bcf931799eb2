export interface Trade {
  readonly nace2025: string;
  readonly nace2008: string;
  /** Names of companies; `{}` is a family name or an invented word. */
  readonly nl: string;
  readonly fr: string;
  readonly de: string;
}

const trade = (nace2025: string, nace2008: string, nl: string, fr: string, de: string): Trade => ({
  nace2025,
  nace2008,
  nl,
  fr,
  de,
});

export const TRADES: readonly Trade[] = [
  trade('10712', '10712', 'Bakkerij {}', 'Boulangerie {}', 'Bäckerei {}'),
  trade('62100', '62010', '{} Software', '{} Logiciels', '{} Softwarehaus'),
  trade('43221', '43221', 'Sanitair {} & Zonen', 'Plomberie {} & Fils', 'Sanitär {} & Söhne'),
  trade('56111', '56101', "Restaurant 't {}hof", 'Brasserie Chez {}', 'Gasthaus {}'),
  trade('69201', '69201', 'Boekhoudkantoor {}', 'Fiduciaire {}', 'Steuerbüro {}'),
  trade('96210', '96021', 'Kapsalon {}', "L'Atelier de coiffure {}", 'Friseursalon {}'),
  trade('49410', '49410', 'Transport {}', 'Transports {}', 'Spedition {}'),
  trade('43211', '43211', 'Elektro {}', 'Électricité {}', 'Elektro {}'),
  trade('10520', '10520', 'IJssalon {}', 'Crèmerie {}', 'Eiscafé {}'),
  trade('41001', '41201', 'Bouwwerken {}', 'Constructions {}', 'Bauunternehmen {}'),
  trade('62200', '62020', '{} ICT Advies', '{} Conseil Informatique', '{} IT-Beratung'),
  trade('95311', '45201', 'Garage {}', 'Garage {}', 'Autohaus {}'),
  trade('86230', '86230', 'Tandartspraktijk {}', 'Cabinet dentaire {}', 'Zahnarztpraxis {}'),
  trade('28299', '28299', '{} Machinebouw', 'Ateliers {}', '{} Maschinenbau'),
  trade('43410', '43910', 'Dakwerken {}', 'Toitures {}', 'Dachdeckerei {}'),
  trade('46341', '46341', 'Wijnhandel {}', 'Les Vins {}', 'Weinhandel {}'),
  trade('68310', '68311', 'Immo {}', 'Immobilière {}', 'Immobilien {}'),
  trade('81300', '81300', 'Tuinen {}', 'Jardins {}', 'Gartenbau {}'),
  trade('70200', '70220', '{} Consulting', '{} Conseil', '{} Beratung'),
  trade('47730', '47730', 'Apotheek {}', 'Pharmacie {}', 'Apotheke {}'),
  trade('10820', '10820', 'Chocolaterie {}', 'Chocolaterie {}', 'Chocolaterie {}'),
  trade('25530', '25620', '{} Metaalbewerking', 'Mécanique {}', 'Metallbau {}'),
  trade('64210', '64200', '{} Holding', 'Holding {}', '{} Beteiligungen'),
  trade('73110', '73110', 'Reclamebureau {}', 'Agence {}', 'Werbeagentur {}'),
  trade('81210', '81210', '{} Schoonmaak', 'Nettoyage {}', 'Gebäudereinigung {}'),
  trade('86951', '86905', 'Kinepraktijk {}', 'Kinésithérapie {}', 'Physiotherapie {}'),
  trade('43320', '43320', 'Schrijnwerkerij {}', 'Menuiserie {}', 'Schreinerei {}'),
  trade('55100', '55100', 'Hotel De {}', "L'Hôtel {}", 'Hotel {}'),
  trade('11050', '11050', 'Brouwerij {}', 'Brasserie artisanale {}', 'Brauerei {}'),
  trade('71111', '71111', 'Architecten {}', "Bureau d'architecture {}", 'Architekten {}'),
  trade('46831', '46731', 'Bouwmaterialen {}', 'Matériaux {}', 'Baustoffe {}'),
  trade('93130', '93130', 'Fitness {}', 'Espace Forme {}', 'Fitnessstudio {}'),
  trade('66220', '66220', 'Verzekeringen {}', 'Assurances {}', 'Versicherungen {}'),
  trade('47761', '47761', 'Bloemen {}', 'Fleurs {}', 'Blumen {}'),
  trade('18120', '18120', 'Drukkerij {}', 'Imprimerie {}', 'Druckerei {}'),
  trade('47811', '45113', 'Autobedrijf {}', 'Automobiles {}', 'Autohandel {}'),
  trade('56301', '56301', 'Café {}', 'Café {}', 'Café {}'),
];

/** Culture, for the associations among the companies. */
export const ASSOCIATION = trade('94992', '94992', 'Kunstkring {}', 'Les Amis de {}', 'Kulturverein {}');

/** Family names and invented words, with the accents, apostrophes and blanks that real ones have. */
export const NAMES: Readonly<Record<'NL' | 'FR' | 'DE', readonly string[]>> = {
  NL: [
    "D'Hondtelaer",
    'Peetersma',
    'Van den Eeckhaute',
    'Zoëlle',
    'De Koninckx',
    'Janssenaar',
    'Vandenbriele',
    "'t Kindermans",
    'Groenevelde',
    'Maesbroeck',
    'Wuytersen',
    'Célineke',
    'Op de Beekman',
    'Sterrewind',
    'Verhaegelinck',
    'Noordzij',
    'Claesmans',
    'Ruyslinckx',
    'Korenaer',
  ],
  FR: [
    'Éclair',
    "d'Hélécine",
    'Lefèvrier',
    'Grandjeanmart',
    'Noëlle',
    'Dubrulard',
    'François-Xhaflaire',
    "l'Étoile Dorée",
    'Garçonnet',
    'Vieuxtempsart',
    'Œillard',
    'Mélisandre',
    'Crêvecoeurt',
    'Lambinon',
    'Delvauxelle',
    'Piérardin',
    'Bôlandry',
  ],
  DE: ['Großmannhaus', 'Müllerscheid', 'Schröderich', 'Küppersbach', 'Jägersfeld', 'Weißenburg'],
};
