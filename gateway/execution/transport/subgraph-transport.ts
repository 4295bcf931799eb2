import type { Logger } from '../../../lib/log.ts';
import { createSubgraphConnection } from './subgraph-connection.ts';
import type { SubgraphConnection } from './subgraph-connection.ts';
import { policyOf } from './subgraph-policy.ts';
import type { PolicyOverrides } from './subgraph-policy.ts';

export interface SubgraphTransport {
  /** The connection to a subgraph, the same one each time, so that its breaker outlives a new supergraph. */
  connect(name: string, url: string): Pick<SubgraphConnection, 'fetch' | 'admit'>;
  close(): Promise<void>;
}

export interface SubgraphTransportOptions {
  readonly policies: PolicyOverrides;
  /** Without any, requests are not signed. */
  readonly signingSecrets: readonly string[];
  readonly logger: Logger;
}

/** All calls from the gateway to subgraphs go through here. */
export function createSubgraphTransport({
  policies,
  signingSecrets,
  logger,
}: SubgraphTransportOptions): SubgraphTransport {
  const connections = new Map<string, SubgraphConnection>();
  return {
    connect(name, url) {
      const key = `${name} ${url}`;
      const known = connections.get(key);
      if (known) return known;
      const connection = createSubgraphConnection({
        name,
        url,
        policy: policyOf(name, policies),
        signingSecrets,
        logger,
      });
      connections.set(key, connection);
      return connection;
    },
    async close() {
      await Promise.all([...connections.values()].map((connection) => connection.close()));
    },
  };
}
