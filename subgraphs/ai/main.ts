import { runSubgraph } from '../../lib/run-subgraph.ts';
import { createAiSubgraph } from './app.ts';
import { aiConfig } from './config.ts';

await runSubgraph('ai', aiConfig, process.env, createAiSubgraph);
