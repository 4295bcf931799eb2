import { runSubgraph } from '../../lib/run-subgraph.ts';
import { createValuationSubgraph } from './app.ts';
import { valuationConfig } from './config.ts';

await runSubgraph('valuation', valuationConfig, process.env, createValuationSubgraph);
