import { startForeignSubgraph } from './foreign-subgraph.ts';
import { compose, startTestGateway } from './gateway.ts';

export interface FederationSubgraph {
  readonly sdl: string;
  readonly resolvers: object;
}

export interface TestFederation {
  /** Asks the gateway; errors are given as their paths only. */
  ask(query: string, variables?: object): Promise<{ data: unknown; errors?: (string | undefined)[] }>;
  /** How many requests each subgraph got since the last call. */
  readonly takeRequestCounts: () => Record<string, number>;
  close(): Promise<void>;
}

/** Subgraphs on sockets of their own behind the gateway. */
export async function startFederation(
  definitions: Readonly<Record<string, FederationSubgraph>>,
): Promise<TestFederation> {
  const subgraphs = await Promise.all(
    Object.entries(definitions).map(([name, { sdl, resolvers }]) => startForeignSubgraph({ name, sdl, resolvers })),
  );
  const gateway = await startTestGateway(compose(subgraphs));
  const counted = new Map<string, number>();
  return {
    async ask(query, variables) {
      const { body } = await gateway.ask(query, variables && { variables });
      const errors = body.errors?.map(({ path }) => path?.join('.'));
      return { data: body.data, ...(errors && { errors }) };
    },
    takeRequestCounts: () =>
      Object.fromEntries(
        subgraphs.flatMap((subgraph) => {
          const { name } = subgraph;
          const count = subgraph.requestCount() - (counted.get(name) ?? 0);
          counted.set(name, subgraph.requestCount());
          return count > 0 ? [[name, count]] : [];
        }),
      ),
    async close() {
      await gateway.close();
      await Promise.all(subgraphs.map((subgraph) => subgraph.close()));
    },
  };
}

/** Resolves a reference only when it holds exactly one of the given sets of fields. */
export function strictReference<T extends object>(
  fieldSets: readonly string[],
  resolve: (reference: T) => unknown = (reference) => reference,
) {
  return (reference: T): unknown => {
    const held = Object.keys(reference)
      .filter((name) => name !== '__typename')
      .sort()
      .join(' ');
    if (!fieldSets.includes(held)) throw new Error(`A reference holds ${held} and not ${fieldSets.join(' or ')}.`);
    return resolve(reference);
  };
}
