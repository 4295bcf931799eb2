import { describe, expect, it } from 'vitest';
import { toLikePatterns, toSearchText } from './search-text.ts';

describe('the text that names are compared by', () => {
  it.each([
    ['Crèmerie Éclair', 'cremerie eclair'],
    ['CAFÉ ZOË', 'cafe zoe'],
    ["L'Atelier d’Hélène", 'latelier dhelene'],
    ['Bäckerei Großmann & Söhne', 'backerei grossmann sohne'],
    ['Œuvres Réunies S.A.', 'oeuvres reunies sa'],
    ['  Jansen  -  Peeters/Zonen ', 'jansen peeters zonen'],
    ['100% Bio_Markt', '100 bio markt'],
    ['%_\\', ''],
  ])('of %j is %j', (name, expected) => {
    expect(toSearchText(name)).toBe(expected);
  });

  it('is the same for a letter with an accent and for a letter followed by one', () => {
    expect(toSearchText('e\u0301te\u0301')).toBe(toSearchText('été'));
  });

  it('is matched by every word, short words at their beginning', () => {
    expect(toLikePatterns('de bakker bv')).toEqual(['% de%', '%bakker%', '% bv%']);
  });
});
