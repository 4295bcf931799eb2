import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { parse, validate } from 'graphql';
import { compileOperation } from '../gateway/execution/compile-operation.ts';
import { createPlanner } from '../gateway/execution/create-planner.ts';
import { readExecutionSchema } from '../gateway/execution/loadable-supergraph.ts';
import { printPlan } from '../gateway/execution/print-plan.ts';
import { parseOperationManifest } from '../gateway/operations/persisted/operation-manifest.ts';

const USAGE = 'Usage: npm run plan -- <file.graphql, or client> [operation name] [variables as JSON]';

/** The text of a file, or of what a client has registered. */
async function operationText(source: string, name: string | undefined): Promise<string> {
  if (/\.(graphql|gql)$/.test(source)) return readFile(source, 'utf8');
  const directory = process.env['OPERATIONS_DIRECTORY'] || 'schema/operations';
  const { operations } = parseOperationManifest(await readFile(path.join(directory, `${source}.json`), 'utf8'));
  const operation = operations.find((candidate) => candidate.name === name);
  if (operation) return operation.body;
  throw new Error(`Name one of the operations of ${source}: ${operations.map((each) => each.name).join(', ')}.`);
}

/** Prints how the gateway answers an operation: its fetches, how many wait for one another, and how many entities they ask for. */
async function main([source, operationName, variables = '{}']: readonly string[]): Promise<void> {
  if (source === undefined) throw new Error(USAGE);
  const supergraph = process.env['SUPERGRAPH'] || 'schema/supergraph.graphql';
  const schema = readExecutionSchema(await readFile(supergraph, 'utf8'));
  const document = parse(await operationText(source, operationName));
  const [problem] = validate(schema.api, document);
  if (problem) throw new Error(`${source}:${problem.locations?.[0]?.line}: ${problem.message}`);

  const planner = createPlanner(schema, { labels: new Set(), percentage: 100 }, console.warn);
  const compiled = compileOperation(schema, planner, document, operationName);
  console.log(printPlan(compiled.variantFor(JSON.parse(variables) as Record<string, unknown>).plan));
}

try {
  await main(process.argv.slice(2));
} catch (error) {
  const { code, path: file, message } = error as NodeJS.ErrnoException;
  console.error(file === undefined ? message : `${file} cannot be read (${code}).`);
  process.exitCode = 1;
}
