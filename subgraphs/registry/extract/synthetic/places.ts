export type PlaceLanguage = 'NL' | 'FR' | 'DE';

export interface Place {
  readonly zipcode: string;
  readonly nl: string;
  readonly fr: string;
  /** Main language of the companies there. */
  readonly language: PlaceLanguage;
  readonly isBilingual: boolean;
}

const flemish = (zipcode: string, name: string): Place => ({
  zipcode,
  nl: name,
  fr: name,
  language: 'NL',
  isBilingual: false,
});
const walloon = (zipcode: string, name: string): Place => ({ ...flemish(zipcode, name), language: 'FR' });
const german = (zipcode: string, name: string): Place => ({ ...flemish(zipcode, name), language: 'DE' });
const brussels = (zipcode: string, nl: string, fr: string): Place => ({
  zipcode,
  nl,
  fr,
  language: 'FR',
  isBilingual: true,
});

/** Municipalities over the whole country; KBO writes those of one language the same in both columns. */
export const PLACES: readonly Place[] = [
  flemish('2000', 'Antwerpen'),
  walloon('4000', 'Liège'),
  flemish('9000', 'Gent'),
  brussels('1000', 'Brussel', 'Bruxelles'),
  flemish('8000', 'Brugge'),
  walloon('6000', 'Charleroi'),
  flemish('3000', 'Leuven'),
  walloon('5000', 'Namur'),
  german('4700', 'Eupen'),
  flemish('2800', 'Mechelen'),
  walloon('7000', 'Mons'),
  brussels('1050', 'Elsene', 'Ixelles'),
  flemish('8500', 'Kortrijk'),
  flemish('3500', 'Hasselt'),
  walloon('1300', 'Wavre'),
  flemish('9100', 'Sint-Niklaas'),
  walloon('7500', 'Tournai'),
  flemish('9300', 'Aalst'),
  brussels('1070', 'Anderlecht', 'Anderlecht'),
  walloon('4800', 'Verviers'),
  flemish('8400', 'Oostende'),
  flemish('3600', 'Genk'),
  walloon('6700', 'Arlon'),
  flemish('8800', 'Roeselare'),
  german('4780', 'Sankt Vith'),
  flemish('2300', 'Turnhout'),
  walloon('1400', 'Nivelles'),
  brussels('1180', 'Ukkel', 'Uccle'),
  flemish('1500', 'Halle'),
  walloon('6600', 'Bastogne'),
  flemish('9700', 'Oudenaarde'),
  walloon('5500', 'Dinant'),
  flemish('8900', 'Ieper'),
  flemish('3800', 'Sint-Truiden'),
  walloon('4500', 'Huy'),
  brussels('1030', 'Schaarbeek', 'Schaerbeek'),
];

/** Streets as NL and FR name them; companies in a place of one language use that name for both. */
export const STREETS: readonly { readonly nl: string; readonly fr: string; readonly de: string }[] = [
  { nl: 'Kerkstraat', fr: "Rue de l'Église", de: 'Kirchstraße' },
  { nl: 'Stationsstraat', fr: 'Rue de la Station', de: 'Bahnhofstraße' },
  { nl: 'Molenweg', fr: 'Chemin du Moulin', de: 'Mühlenweg' },
  { nl: 'Nijverheidslaan', fr: "Avenue de l'Industrie", de: 'Industriestraße' },
  { nl: 'Lindenlaan', fr: 'Avenue des Tilleuls', de: 'Lindenallee' },
  { nl: 'Marktplein', fr: 'Place du Marché', de: 'Marktplatz' },
  { nl: 'Schoolstraat', fr: "Rue de l'École", de: 'Schulstraße' },
  { nl: 'Beekstraat', fr: 'Rue du Ruisseau', de: 'Bachstraße' },
  { nl: "'s Hertogenlaan", fr: 'Avenue du Duc', de: 'Herzogstraße' },
  { nl: 'Sint-Jansstraat', fr: 'Rue Saint-Jean', de: 'Sankt-Johann-Straße' },
  { nl: 'Hoogstraat', fr: 'Rue Haute', de: 'Hochstraße' },
  { nl: 'Oude Baan', fr: 'Vieux Chemin', de: 'Alter Weg' },
];
