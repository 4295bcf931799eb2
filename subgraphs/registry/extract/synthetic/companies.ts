import { formatEnterpriseNumber } from '../../model/enterprise-number.ts';
import { PLACES, STREETS } from './places.ts';
import type { Place } from './places.ts';
import { ASSOCIATION, NAMES, TRADES } from './trades.ts';
import type { Trade } from './trades.ts';

type Random = () => number;

/** Language and kind as the codes of the register. */
export interface SyntheticName {
  readonly language: string;
  readonly kind: string;
  readonly text: string;
}

export interface SyntheticEnterprise {
  readonly number: string;
  /** 1 natural person, 2 legal person. */
  readonly type: '1' | '2';
  readonly status: 'AC' | 'ST';
  readonly situation: string;
  readonly form: string | null;
  readonly formByCode2019: string | null;
  readonly startDate: string;
  readonly names: readonly SyntheticName[];
  readonly place: Place;
  readonly street: (typeof STREETS)[number];
  readonly houseNumber: string;
  readonly box: string;
  readonly trade: Trade;
  readonly secondaryTrade: Trade | undefined;
  /** An establishment with a number and a commercial name of its own. */
  readonly establishment: { readonly number: string; readonly name: string } | undefined;
}

const LEGAL_PERSON_COUNT = 240;
const NATURAL_PERSON_COUNT = 8;
const ASSOCIATION_EVERY = 24;
/** First eight digits; the register hands numbers out in order and stood at 1029 in 2025, so 1999 is far ahead. */
const FIRST_ENTERPRISE = 19_990_001;
const FIRST_ESTABLISHMENT = 89_990_001;

const LANGUAGE_CODES = { FR: '1', NL: '2', DE: '3' } as const;
/** Form, and the form the law of 2019 reads it as; repeated by how common it is. */
const FORMS: readonly (readonly [string, string | null])[] = [
  ['610', null],
  ['610', null],
  ['610', null],
  ['015', '610'],
  ['014', null],
  ['610', null],
  ['612', null],
  ['011', null],
  ['610', null],
  ['706', null],
  ['012', '612'],
  ['008', '706'],
];
/** Companies, by their place in the list, that are not in a normal situation. */
const SITUATIONS: Readonly<Record<number, string>> = {
  17: '050',
  41: '091',
  66: '012',
  95: '050',
  121: '091',
  150: '013',
  177: '050',
  203: '091',
};
const STOPPED = new Set([29, 77, 133, 164, 219]);
const FOREIGN = new Set([58, 188]);

/** mulberry32: small, and the same on every machine. */
function createRandom(seed: number): Random {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

function pick<Item>(random: Random, items: readonly Item[]): Item {
  return items[Math.floor(random() * items.length)] as Item;
}

function withCheckDigits(firstEight: number): string {
  const checkDigits = String(97 - (firstEight % 97)).padStart(2, '0');
  return `${String(firstEight).padStart(8, '0')}${checkDigits}`;
}

function enterpriseNumber(index: number): string {
  return formatEnterpriseNumber(withCheckDigits(FIRST_ENTERPRISE + index * 37));
}

function establishmentNumber(index: number): string {
  const digits = withCheckDigits(FIRST_ESTABLISHMENT + index * 37);
  return `${digits.slice(0, 1)}.${digits.slice(1, 4)}.${digits.slice(4, 7)}.${digits.slice(7)}`;
}

function startDate(random: Random): string {
  const two = (value: number) => String(value).padStart(2, '0');
  return `${two(1 + Math.floor(random() * 28))}-${two(1 + Math.floor(random() * 12))}-${1986 + Math.floor(random() * 39)}`;
}

function namesOf(random: Random, trade: Trade, place: Place, index: number): SyntheticName[] {
  const { language } = place;
  const word = NAMES[language][index % NAMES[language].length] ?? '';
  const write = (pattern: string) => pattern.replace('{}', word);
  const text = write(trade[language.toLowerCase() as 'nl' | 'fr' | 'de']);
  const names: SyntheticName[] = [{ language: LANGUAGE_CODES[language], kind: '001', text }];
  if (place.isBilingual) names.push({ language: LANGUAGE_CODES.NL, kind: '001', text: write(trade.nl) });
  if (random() < 0.25)
    names.push({ language: '0', kind: '003', text: `${pick(random, ['Maison', 'Studio', 'Team', 'Huis'])} ${word}` });
  if (random() < 0.15) {
    const initials = text.replace(/[^\p{L} ]/gu, ' ').match(/(?<=^| )\p{L}/gu) ?? [];
    names.push({ language: '0', kind: '002', text: initials.join('').toUpperCase() });
  }
  return names;
}

/** Legal persons first, then natural persons; the same on every call. */
export function createSyntheticEnterprises(): SyntheticEnterprise[] {
  const random = createRandom(20_260_131);
  return Array.from({ length: LEGAL_PERSON_COUNT + NATURAL_PERSON_COUNT }, (_, index): SyntheticEnterprise => {
    const isLegalPerson = index < LEGAL_PERSON_COUNT;
    const isAssociation = isLegalPerson && index % ASSOCIATION_EVERY === ASSOCIATION_EVERY - 1;
    const place = PLACES[index % PLACES.length] as Place;
    const trade = isAssociation ? ASSOCIATION : (TRADES[index % TRADES.length] as Trade);
    const names = namesOf(random, trade, place, index);
    const [form, formByCode2019] = FOREIGN.has(index)
      ? ['030', null]
      : isAssociation
        ? ['017', null]
        : pick(random, FORMS);
    return {
      number: enterpriseNumber(index),
      type: isLegalPerson ? '2' : '1',
      status: STOPPED.has(index) ? 'ST' : 'AC',
      situation: SITUATIONS[index] ?? '000',
      form: isLegalPerson ? form : null,
      formByCode2019: isLegalPerson ? formByCode2019 : null,
      startDate: startDate(random),
      names: isLegalPerson
        ? names
        : [{ language: LANGUAGE_CODES[place.language], kind: '001', text: `Natuurlijke Persoon ${index}` }],
      place,
      street: pick(random, STREETS),
      houseNumber: String(1 + Math.floor(random() * 180)),
      box: random() < 0.15 ? String(1 + Math.floor(random() * 12)) : '',
      trade,
      secondaryTrade: random() < 0.4 ? pick(random, TRADES) : undefined,
      establishment:
        index % 8 === 0 ? { number: establishmentNumber(index), name: `Winkelpunt ${place.nl}` } : undefined,
    };
  });
}
