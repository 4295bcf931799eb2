import { runSubgraph } from '../../lib/run-subgraph.ts';
import { createRegistrySubgraph } from './app.ts';
import { registryConfig } from './config.ts';

await runSubgraph('registry', registryConfig, process.env, createRegistrySubgraph);
