import { Kind } from 'graphql';
import type { DocumentNode, FragmentDefinitionNode, SelectionSetNode } from 'graphql';
import { AppError } from '../../lib/errors.ts';

/** The largest operation that is planned. Fragments count wherever they are spread. */
export interface OperationLimits {
  /** UTF-16 code units of the whole text. */
  readonly characters: number;
  /** Lexical tokens of the whole text. */
  readonly tokens: number;
  /** Brackets inside one another, and fragments inside one another. */
  readonly nesting: number;
  /** Fields, fragments and inline fragments of the whole text. */
  readonly selections: number;
  /** Levels of fields. */
  readonly depth: number;
  readonly aliases: number;
  /** Selections of one field, by its name in the answer, at one place. */
  readonly repeats: number;
  readonly rootFields: number;
  readonly directives: number;
  /** Objects that the answer may hold. */
  readonly objects: number;
}

const TALLIED = ['depth', 'nesting', 'aliases', 'repeats', 'rootFields', 'directives'] as const;
type Tally = Record<(typeof TALLIED)[number], number>;

/** How often each field is selected at one place of the answer, and the places inside it. */
type Place = Map<string, { count: number; readonly fields: Place }>;

const ADVICE: Readonly<Record<keyof OperationLimits, string>> = {
  characters: 'characters: split it, and send values as variables',
  tokens: 'tokens: split it, and send values as variables',
  nesting: 'levels of brackets or fragments: ask for less at once',
  selections: 'selections with its fragments spread out: ask for less at once',
  depth: 'levels of fields: ask for less at once',
  aliases: 'aliases: ask for less at once',
  repeats: 'selections of one field at one place: leave out what repeats',
  rootFields: 'root fields: ask for less at once',
  directives: 'directives: ask for less at once',
  objects: 'objects in its answer by estimate: ask for smaller pages',
};

/** The error for an operation over a limit; `actual` is what it has, or `undefined` when counting stopped at the limit. */
export function tooComplex(limit: keyof OperationLimits, allowed: number, actual?: number): AppError {
  const has = actual === undefined ? `more than ${allowed}` : `${actual}`;
  const [what, remedy] = ADVICE[limit].split(': ');
  return new AppError('QUERY_TOO_COMPLEX', `The operation has ${has} ${what}, and ${allowed} are allowed: ${remedy}.`);
}

/**
 * Requires every operation of a parsed document to be within the limits that its text alone can break.
 * @throws AppError QUERY_TOO_COMPLEX naming the limit, GRAPHQL_VALIDATION_FAILED naming a circular fragment, which
 * validation would follow again and again.
 */
export function requireWithinLimits(document: DocumentNode, limits: OperationLimits): void {
  const fragments = new Map<string, FragmentDefinitionNode>();
  for (const node of document.definitions)
    if (node.kind === Kind.FRAGMENT_DEFINITION) fragments.set(node.name.value, node);
  const seen = new Set<string>();
  const open = new Set<string>();
  let selections = 0;

  // Stopping at the limit is what makes fragments that double at every level cost no more than others.
  function walk(set: SelectionSetNode, depth: number, place: Place, tally: Tally): void {
    for (const selection of set.selections) {
      if (++selections > limits.selections) throw tooComplex('selections', limits.selections);
      tally.directives += selection.directives?.length ?? 0;
      if (selection.kind === Kind.FRAGMENT_SPREAD) {
        walkFragment(selection.name.value, depth, place, tally);
      } else if (selection.kind === Kind.INLINE_FRAGMENT) {
        walk(selection.selectionSet, depth, place, tally);
      } else {
        if (selection.alias) tally.aliases++;
        if (depth === 1) tally.rootFields++;
        tally.depth = Math.max(tally.depth, depth);
        const field = fieldAt(place, (selection.alias ?? selection.name).value);
        tally.repeats = Math.max(tally.repeats, ++field.count);
        if (selection.selectionSet) walk(selection.selectionSet, depth + 1, field.fields, tally);
      }
    }
  }

  function walkFragment(name: string, depth: number, place: Place, tally: Tally): void {
    const fragment = fragments.get(name);
    if (!fragment) return;
    if (open.has(name))
      throw new AppError('GRAPHQL_VALIDATION_FAILED', `Cannot spread fragment "${name}" within itself.`);
    seen.add(name);
    open.add(name);
    tally.nesting = Math.max(tally.nesting, open.size);
    walk(fragment.selectionSet, depth, place, tally);
    open.delete(name);
  }

  const tallies: Tally[] = [];
  const newTally = (directives = 0): Tally => {
    const tally = { depth: 0, nesting: 0, aliases: 0, repeats: 0, rootFields: 0, directives };
    tallies.push(tally);
    return tally;
  };
  for (const definition of document.definitions)
    if (definition.kind === Kind.OPERATION_DEFINITION)
      walk(definition.selectionSet, 1, new Map(), newTally(definition.directives?.length));
  // Validation also reads the fragments that nothing uses.
  for (const name of fragments.keys()) if (!seen.has(name)) walkFragment(name, 2, new Map(), newTally());

  for (const tally of tallies)
    for (const limit of TALLIED) if (tally[limit] > limits[limit]) throw tooComplex(limit, limits[limit], tally[limit]);
}

function fieldAt(place: Place, responseName: string): { count: number; readonly fields: Place } {
  const known = place.get(responseName);
  if (known) return known;
  const field = { count: 0, fields: new Map() };
  place.set(responseName, field);
  return field;
}
