import { entityTag, EVERYTHING } from '../../lib/answer-tags.ts';
import { mergeConsistencyTokens, PRIMARY_ONLY } from '../../lib/consistency-token.ts';
import type { DataObject } from './data.ts';
import type { AnswerError, SubgraphAnswer, SubgraphRequest } from './subgraph-fetch.ts';
import type { SupergraphFacts } from './supergraph-facts.ts';

/** How long the answer to an operation may be kept, and for whom. */
export interface CachePolicy {
  readonly maxAgeSeconds: number;
  readonly isPrivate: boolean;
}

/** By which keys subgraphs resolve entities. */
type Keys = Pick<SupergraphFacts, 'keysOf'>;

/** What is not there may soon be, and nothing names it for dropping. */
export const MAX_AGE_OF_NOTHING_SECONDS = 30;

/**
 * What one operation did and depends on beside its data, gathered from the answers of subgraphs. Most operations are not
 * kept, so an answer is only counted when it comes, and looked into when somebody asks.
 */
export class OperationEffects {
  readonly consistencyTokens: string[] = [];
  /** `subgraph=host:port/database` of each database node that answered. */
  readonly databaseNodes = new Set<string>();
  #requiredToken: string | undefined;
  /** What mutations say they changed. */
  readonly changedTags: string[] = [];
  /** Whether an answer of a mutation was among them; what is asked for after it must see what it did. */
  hasMutated = false;
  /** Whether a subgraph or something behind it was away. */
  hasFailed = false;
  #maxAgeSeconds = Infinity;
  #isPrivate = false;
  readonly #tags: string[] = [];
  readonly #entityRequests: { readonly request: SubgraphRequest; readonly keys: Keys }[] = [];

  /** @param requiredToken what the client must see of the databases: its token, or `PRIMARY_ONLY` */
  constructor(requiredToken?: string) {
    this.#requiredToken = requiredToken;
  }

  /** What every fetch from here on must see: what the client must, and what the operation itself has written. */
  get requiredToken(): string | undefined {
    return this.#requiredToken;
  }

  /** What the client must be shown from here on; undefined when the operation wrote nothing. */
  get grantedToken(): string | undefined {
    if (this.consistencyTokens.length === 0) return undefined;
    return this.#requiredToken === PRIMARY_ONLY
      ? this.consistencyTokens.reduce((merged, token) => mergeConsistencyTokens(merged, token))
      : this.#requiredToken;
  }

  /** Takes note of an answer; of none when the subgraph failed. */
  record(request: SubgraphRequest, answer: SubgraphAnswer | undefined, keys: Keys): void {
    const effects = answer?.effects;
    if (!answer || answer.errors?.some(isOutage)) this.hasFailed = true;
    if (effects?.consistencyToken !== undefined) {
      this.consistencyTokens.push(effects.consistencyToken);
      this.#requiredToken = mergeConsistencyTokens(this.#requiredToken, effects.consistencyToken);
    }
    if (effects?.databaseNodes !== undefined)
      for (const node of effects.databaseNodes.split(',')) this.databaseNodes.add(`${request.serviceName}=${node}`);
    if (request.kind === 'mutation') {
      this.#maxAgeSeconds = 0;
      this.hasMutated = true;
      if (effects) this.changedTags.push(...effects.tags);
      return;
    }
    if (!effects || answer?.errors?.length || effects.tags[0] === EVERYTHING) {
      this.#maxAgeSeconds = 0;
      return;
    }
    this.#maxAgeSeconds = Math.min(
      this.#maxAgeSeconds,
      effects.maxAgeSeconds,
      lacksSomething(answer?.data) ? MAX_AGE_OF_NOTHING_SECONDS : Infinity,
    );
    this.#isPrivate ||= effects.isPrivate;
    if (this.#maxAgeSeconds === 0) return;
    this.#tags.push(...effects.tags);
    if (request.entities) this.#entityRequests.push({ request, keys });
  }

  /** Makes the answer one that only its identity may have. */
  keepPrivate(): void {
    this.#isPrivate = true;
  }

  /** An answer lives as long as its shortest part, and one private part makes it private. Undefined when it may not be kept. */
  get policy(): CachePolicy | undefined {
    if (this.#maxAgeSeconds === 0 || this.#maxAgeSeconds === Infinity) return undefined;
    return { maxAgeSeconds: this.#maxAgeSeconds, isPrivate: this.#isPrivate };
  }

  /** What the answer depends on: the tags that subgraphs gave it, and the entities they were asked for. */
  tags(): Set<string> {
    const tags = new Set(this.#tags);
    for (const { request, keys } of this.#entityRequests)
      for (const { variable } of request.entities ?? [])
        for (const representation of request.variables[variable] as DataObject[])
          for (const tag of entityTags(request.serviceName, representation, keys)) tags.add(tag);
    return tags;
  }
}

const OUTAGES: ReadonlySet<unknown> = new Set(['UPSTREAM_TIMEOUT', 'UPSTREAM_UNAVAILABLE', 'INTERNAL_SERVER_ERROR']);

function isOutage({ extensions }: AnswerError): boolean {
  return OUTAGES.has(extensions?.['code']);
}

/** Whether something that was asked for by name was not found, at the top or among the entities. */
function lacksSomething(data: DataObject | null | undefined): boolean {
  for (const name in data) {
    const value = data[name];
    if (value === null || (Array.isArray(value) && value.includes(null))) return true;
  }
  return false;
}

/** A tag `Type:value:…` for each key that the representation holds. */
export function entityTags(serviceName: string, representation: DataObject, keys: Keys): string[] {
  const type = representation['__typename'] as string;
  return keys
    .keysOf(serviceName, type)
    .filter((names) => names.every((name) => representation[name] != null))
    .map((names) => entityTag(type, ...names.map((name) => textOf(representation[name]))));
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}
