/** Code, then its name in German, English, French and Dutch. */
export type LegalLabel = readonly [code: string, de: string, en: string, fr: string, nl: string];

export const LEGAL_FORMS: readonly LegalLabel[] = [
  [
    '008',
    'Genossenschaft (alt)',
    'Cooperative (old form)',
    'Société coopérative (ancienne)',
    'Coöperatieve vennootschap (oud)',
  ],
  ['011', 'Offene Gesellschaft', 'General partnership', 'Société en nom collectif', 'Vennootschap onder firma'],
  [
    '012',
    'Einfache Kommanditgesellschaft',
    'Limited partnership (old form)',
    'Société en commandite simple',
    'Gewone commanditaire vennootschap',
  ],
  ['014', 'Aktiengesellschaft', 'Public limited company', 'Société anonyme', 'Naamloze vennootschap'],
  [
    '015',
    'PGmbH (alt)',
    'Private limited company (old form)',
    'Société privée à responsabilité limitée',
    'Besloten vennootschap (oud)',
  ],
  [
    '017',
    'Vereinigung ohne Gewinnerzielungsabsicht',
    'Non-profit association',
    'Association sans but lucratif',
    'Vereniging zonder winstoogmerk',
  ],
  ['030', 'Ausländische Einheit', 'Foreign entity', 'Entité étrangère', 'Buitenlandse entiteit'],
  [
    '610',
    'Gesellschaft mit beschränkter Haftung',
    'Private limited company',
    'Société à responsabilité limitée',
    'Besloten vennootschap',
  ],
  ['612', 'Kommanditgesellschaft', 'Limited partnership', 'Société en commandite', 'Commanditaire vennootschap'],
  ['706', 'Genossenschaft', 'Cooperative', 'Société coopérative', 'Coöperatieve vennootschap'],
];

export const LEGAL_SITUATIONS: readonly LegalLabel[] = [
  ['000', 'Normale Lage', 'Normal situation', 'Situation normale', 'Normale toestand'],
  ['012', 'Freiwillige Auflösung', 'Voluntary dissolution', 'Dissolution volontaire', 'Vrijwillige ontbinding'],
  ['013', 'Gerichtliche Auflösung', 'Judicial dissolution', 'Dissolution judiciaire', 'Gerechtelijke ontbinding'],
  ['050', 'Konkurseröffnung', 'Opening of bankruptcy', 'Ouverture de faillite', 'Opening faillissement'],
  [
    '091',
    'Gerichtliche Reorganisation',
    'Judicial reorganisation',
    'Réorganisation judiciaire',
    'Gerechtelijke reorganisatie',
  ],
];
