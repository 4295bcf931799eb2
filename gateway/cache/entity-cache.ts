import { hash } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import type { Identity } from '../../lib/identity.ts';
import type { ScopeOf } from '../auth/identity-scope.ts';
import type { AnswerEffects } from '../execution/answer-effects.ts';
import type { DataObject } from '../execution/data.ts';
import { entityTags, MAX_AGE_OF_NOTHING_SECONDS } from '../execution/operation-effects.ts';
import type { AnswerError, EntitiesField, SubgraphAnswer, SubgraphRequest } from '../execution/subgraph-fetch.ts';
import type { SupergraphFacts } from '../execution/supergraph-facts.ts';
import { isFresh } from './cache-entry.ts';
import type { CacheEntry } from './cache-entry.ts';
import type { Beginning, CacheStore } from './cache-store.ts';
import { fieldSetsOf } from './field-set.ts';
import type { FieldSet } from './field-set.ts';

/** Keeps entities one by one, so that an operation is spared those that others have asked for. */
export interface EntityCache {
  /** Answers a request for entities: those that are kept as they are, the others by `send`, which is not called when there are none. */
  fetch(
    request: SubgraphRequest,
    caller: EntityCaller,
    send: (request: SubgraphRequest) => Promise<SubgraphAnswer>,
  ): Promise<SubgraphAnswer>;
}

export interface EntityCaller {
  readonly identity: Identity;
  /** Of the supergraph that the request is planned on. */
  readonly facts: Pick<SupergraphFacts, 'keysOf'>;
  readonly version: string;
}

export interface EntityCacheOptions {
  readonly store: CacheStore;
  readonly scopeOf: ScopeOf;
  /** Whether entities of a type of a subgraph are kept. */
  readonly isKept: (serviceName: string, typeName: string) => boolean;
}

/** What answers about a field set have turned out to be; until then they are looked up as public ones. */
type Kind = 'public' | 'private';

/** One entity of a request. */
interface Wanted {
  readonly field: EntitiesField;
  readonly representation: DataObject;
  /** Undefined when entities of its type are not kept. */
  readonly key: string | undefined;
  entry: CacheEntry | undefined;
}

/** What is known of a query to a subgraph. */
interface KnownQuery {
  readonly fieldSets: ReadonlyMap<string, FieldSet>;
  kind: Kind;
}

/** Of what is remembered of queries, whose texts hold what clients send. */
const MAX_QUERIES_BYTES = 8 * 1_048_576;
const QUERY_BYTES = 1_000;

const digestOf = (text: string): string => hash('sha256', text, 'base64url');

export function createEntityCache({ store, scopeOf, isKept }: EntityCacheOptions): EntityCache {
  const queries = new LRUCache<string, KnownQuery>({
    maxSize: MAX_QUERIES_BYTES,
    sizeCalculation: (_known, key) => 2 * key.length + QUERY_BYTES,
  });

  function knownOf({ serviceName, query }: SubgraphRequest): KnownQuery {
    const key = `${serviceName}\n${query}`;
    const known = queries.get(key);
    if (known) return known;
    const first: KnownQuery = { fieldSets: fieldSetsOf(query), kind: 'public' };
    queries.set(key, first);
    return first;
  }

  function wantedOf(
    request: SubgraphRequest,
    { identity, version }: EntityCaller,
    { fieldSets, kind }: KnownQuery,
  ): Wanted[] {
    const { serviceName, variables, entities = [] } = request;
    const scope = kind === 'private' ? scopeOf(identity) : '';
    return entities.flatMap((field) => {
      const set = fieldSets.get(field.alias);
      const used = set?.variables.map((name) => [name, variables[name]]);
      const prefix = digestOf(JSON.stringify([version, serviceName, set?.digest, used, scope]));
      return (variables[field.variable] as DataObject[]).map((representation) => ({
        field,
        representation,
        key: isKept(serviceName, representation['__typename'] as string)
          ? `entity:${prefix}:${JSON.stringify(representation)}`
          : undefined,
        entry: undefined,
      }));
    });
  }

  function keep(
    wanted: Wanted,
    value: unknown,
    answer: AnswerEffects,
    request: SubgraphRequest,
    caller: EntityCaller,
    beginning: Beginning,
  ) {
    if (wanted.key === undefined) return;
    const maxAgeSeconds =
      value === null ? Math.min(answer.maxAgeSeconds, MAX_AGE_OF_NOTHING_SECONDS) : answer.maxAgeSeconds;
    const storedAtMs = Date.now();
    const untilMs = storedAtMs + maxAgeSeconds * 1_000;
    void store.put(
      wanted.key,
      {
        body: JSON.stringify(value),
        tags: [...entityTags(request.serviceName, wanted.representation, caller.facts), ...answer.tags],
        isPrivate: answer.isPrivate,
        storedAtMs,
        freshUntilMs: untilMs,
        keptUntilMs: untilMs,
      },
      beginning,
    );
  }

  return {
    async fetch(request, caller, send) {
      const { serviceName, entities = [] } = request;
      const isAnyKept = entities.some(({ variable }) =>
        (request.variables[variable] as DataObject[]).some((one) => isKept(serviceName, one['__typename'] as string)),
      );
      if (!isAnyKept) return send(request);
      const query = knownOf(request);
      const sought = query.kind;
      const wanted = wantedOf(request, caller, query);
      const keyed = wanted.filter((one) => one.key !== undefined);
      const { entries, beginning } = await store.find(keyed.map(({ key }) => key as string));
      for (const [index, one] of keyed.entries()) {
        const entry = entries[index];
        if (isFresh(entry)) one.entry = entry;
      }
      const missing = wanted.filter(({ entry }) => !entry);
      const kept = wanted.flatMap(({ entry }) => entry ?? []);
      if (missing.length === 0) return { data: dataOf(wanted, []), effects: effectsOf(kept) };

      const answer = await send(kept.length === 0 ? request : reduced(request, missing));
      const { data, errors, effects } = answer;
      if (!data) return answer;
      const found = valuesOf(missing, data);
      // The identity may not be somebody: what is private is then nobody's.
      const isKeepable = effects && effects.maxAgeSeconds > 0 && !errors?.length;
      if (isKeepable) {
        query.kind = effects.isPrivate ? 'private' : 'public';
        // The keys are those of the kind that was known before, whatever others have learned meanwhile.
        if (query.kind === sought && !(sought === 'private' && caller.identity.kind === 'anonymous'))
          for (const [index, one] of missing.entries()) keep(one, found[index], effects, request, caller, beginning);
      }
      if (kept.length === 0) return answer;
      return {
        data: dataOf(wanted, found),
        errors: errors?.map((error) => atOriginalPlace(error, wanted)),
        effects: effects && effectsOf(kept, effects),
        ...(answer.isShared && { isShared: true }),
      };
    },
  };
}

/** The request for what is missing only. */
function reduced(request: SubgraphRequest, missing: readonly Wanted[]): SubgraphRequest {
  const variables = { ...request.variables };
  const entityCounts: Record<string, number> = {};
  for (const { alias, variable } of request.entities ?? []) {
    const representations = missing
      .filter(({ field }) => field.alias === alias)
      .map(({ representation }) => representation);
    variables[variable] = representations;
    entityCounts[alias] = representations.length;
  }
  return { ...request, variables, entityCounts };
}

/** What an answer holds for each of the entities that were asked, in their order. */
function valuesOf(asked: readonly Wanted[], data: DataObject): unknown[] {
  const next = new Map<string, number>();
  return asked.map(({ field: { alias } }) => {
    const index = next.get(alias) ?? 0;
    next.set(alias, index + 1);
    const values = data[alias];
    return Array.isArray(values) ? ((values[index] as unknown) ?? null) : null;
  });
}

function dataOf(wanted: readonly Wanted[], found: readonly unknown[]): DataObject {
  const data: Record<string, unknown[]> = {};
  let next = 0;
  for (const { field, entry } of wanted)
    (data[field.alias] ??= []).push(entry ? (JSON.parse(entry.body) as unknown) : found[next++]);
  return data;
}

/** The error's path in the answer to all that was asked. */
function atOriginalPlace(error: AnswerError, wanted: readonly Wanted[]): AnswerError {
  const [alias, index, ...rest] = error.path ?? [];
  if (typeof index !== 'number') return error;
  const ofField = wanted.filter(({ field }) => field.alias === alias);
  const missing = ofField.flatMap(({ entry }, position) => (entry ? [] : position));
  return { ...error, path: [alias as string, missing[index] ?? index, ...rest] };
}

/** An answer of several parts lives as long as the shortest. */
function effectsOf(kept: readonly CacheEntry[], fetched?: AnswerEffects): AnswerEffects {
  const remaining = kept.map(({ freshUntilMs }) => Math.floor((freshUntilMs - Date.now()) / 1_000));
  return {
    maxAgeSeconds: Math.max(0, Math.min(...remaining, fetched?.maxAgeSeconds ?? Infinity)),
    isPrivate: fetched?.isPrivate === true || kept.some(({ isPrivate }) => isPrivate),
    tags: [...new Set([...kept.flatMap(({ tags }) => tags), ...(fetched?.tags ?? [])])],
    consistencyToken: fetched?.consistencyToken,
    databaseNodes: fetched?.databaseNodes,
  };
}
