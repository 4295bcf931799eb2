import { ACQUIRE_TIMEOUT_MS } from '../../support/database.ts';
import { Writable } from 'node:stream';
import { pino } from 'pino';
import { createDatabase } from '../../../lib/db.ts';
import type { Identity } from '../../../lib/identity.ts';
import { createAiSubgraph } from '../../../subgraphs/ai/app.ts';
import { aiConfig } from '../../../subgraphs/ai/config.ts';
import type { AiTables } from '../../../subgraphs/ai/data/tables.ts';
import { createSignedClient, SIGNING_SECRET } from '../../support/signed-client.ts';
import type { GraphQLResponse } from '../../support/signed-client.ts';

export interface NarrativeAnswer {
  readonly text: string;
  readonly language: string;
  readonly source: string;
  readonly model: string;
  readonly createdAt: string;
}

export interface WriteNarrativeData {
  readonly writeNarrative: {
    readonly narrative: NarrativeAnswer;
    readonly version: { readonly valuationId: string; readonly number: number };
  } | null;
}

interface EntitiesData {
  readonly _entities: readonly ({ readonly narrative: NarrativeAnswer | null } | null)[];
}

const FIELDS = 'text language source model createdAt';
export const WRITE_NARRATIVE = `mutation ($input: WriteNarrativeInput!) {
  writeNarrative(input: $input) { narrative { ${FIELDS} } version { valuationId number } }
}`;
const READ = `query ($versions: [_Any!]!, $language: NarrativeLanguage) {
  _entities(representations: $versions) { ... on ValuationVersion { narrative(language: $language) { ${FIELDS} } } }
}`;

export interface AiSubgraph {
  readonly url: string;
  write(
    identity: Identity,
    input: { valuationId: string; versionNumber?: number; language?: string; idempotencyKey?: string },
  ): Promise<GraphQLResponse<WriteNarrativeData | null>>;
  /** Reads as the gateway does, which has `ownerId` from the valuation subgraph. */
  read(
    identity: Identity,
    versions: readonly { valuationId: string; number: number; ownerId: string }[],
    language?: string,
  ): Promise<GraphQLResponse<EntitiesData>>;
  /** Moves narratives as the user subgraph does. */
  move(
    identity: Identity,
    move: { guestSessionId: string; userId: string },
  ): Promise<GraphQLResponse<{ migrateGuestNarratives: number } | null>>;
  /** Everything it has logged. */
  log(): string;
  /** Moves its clock on. */
  wait(ms: number): void;
  close(): Promise<void>;
}

export interface AiSubgraphOptions {
  readonly databaseUrl: string;
  readonly valuationUrl: string;
  /** More of the environment. */
  readonly env?: Readonly<Record<string, string>>;
}

const MOVE_NARRATIVES = `mutation ($guestSessionId: ID!, $userId: ID!) {
  migrateGuestNarratives(guestSessionId: $guestSessionId, userId: $userId)
}`;

/** The real subgraph on a free port. */
export async function startAiSubgraph({ databaseUrl, valuationUrl, env = {} }: AiSubgraphOptions): Promise<AiSubgraph> {
  const config = aiConfig.parse({
    NODE_ENV: 'test',
    SIGNING_SECRETS: SIGNING_SECRET,
    DATABASE_URL: databaseUrl,
    VALUATION_URL: valuationUrl,
    ...env,
  });
  const lines: string[] = [];
  const sink = new Writable({
    write(chunk: Buffer, _encoding, done) {
      lines.push(chunk.toString());
      done();
    },
  });
  const logger = pino({ level: 'debug' }, sink);
  const database = createDatabase<AiTables>({
    primaryUrl: databaseUrl,
    replicaUrls: [],
    poolSize: config.DATABASE_POOL_SIZE,
    acquireTimeoutMs: ACQUIRE_TIMEOUT_MS,
    applicationName: 'ai',
    logger,
  });
  let waitedMs = 0;
  const clock = () => new Date(Date.now() + waitedMs);
  const subgraph = await createAiSubgraph({ config: { ...config, PORT: 0 }, database, logger, clock });
  const url = await subgraph.listen();
  const ask = createSignedClient('ai', url);
  return {
    url,
    write: (identity, input) => ask(identity, WRITE_NARRATIVE, { input }),
    read: (identity, versions, language) =>
      ask(identity, READ, {
        versions: versions.map((version) => ({ __typename: 'ValuationVersion', ...version })),
        language,
      }),
    move: (identity, move) => ask(identity, MOVE_NARRATIVES, move),
    log: () => lines.join(''),
    wait: (ms) => {
      waitedMs += ms;
    },
    close: async () => {
      await subgraph.close();
      await database.close();
    },
  };
}
