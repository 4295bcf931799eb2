import { runSubgraph } from '../../lib/run-subgraph.ts';
import { createUserSubgraph } from './app.ts';
import { userConfig } from './config.ts';

await runSubgraph('user', userConfig, process.env, createUserSubgraph);
