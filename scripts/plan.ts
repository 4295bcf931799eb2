import { readFile } from 'node:fs/promises';
import { parse, validate } from 'graphql';
import { compileOperation } from '../gateway/execution/compile-operation.ts';
import { createPlanner } from '../gateway/execution/create-planner.ts';
import { createExecutionSchema } from '../gateway/execution/execution-schema.ts';
import { loadableSupergraph } from '../gateway/execution/loadable-supergraph.ts';
import { printPlan } from '../gateway/execution/print-plan.ts';

const USAGE = 'Usage: npm run plan -- <file.graphql> [operation name] [variables as JSON]';

/** Prints how the gateway answers an operation: its fetches, how many wait for one another, and how many entities they ask for. */
async function main([file, operationName, variables = '{}']: readonly string[]): Promise<void> {
  if (file === undefined) throw new Error(USAGE);
  const supergraph = process.env['SUPERGRAPH'] || 'schema/supergraph.graphql';
  const schema = createExecutionSchema(loadableSupergraph(await readFile(supergraph, 'utf8')));
  const document = parse(await readFile(file, 'utf8'));
  const [problem] = validate(schema.api, document);
  if (problem) throw new Error(`${file}:${problem.locations?.[0]?.line}: ${problem.message}`);

  const planner = await createPlanner(schema, { labels: new Set(), percentage: 100 }, console.warn);
  const compiled = compileOperation(schema, planner, document, operationName);
  console.log(printPlan(compiled.variantFor(JSON.parse(variables) as Record<string, unknown>).plan));
}

try {
  await main(process.argv.slice(2));
} catch (error) {
  const { code, path, message } = error as NodeJS.ErrnoException;
  console.error(path === undefined ? message : `${path} cannot be read (${code}).`);
  process.exitCode = 1;
}
