import { glob, mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { InMemoryCache } from '@apollo/client/cache';
import { Kind, parse, Source, validate, visit } from 'graphql';
import type {
  DefinitionNode,
  DocumentNode,
  FragmentDefinitionNode,
  GraphQLSchema,
  OperationDefinitionNode,
} from 'graphql';
import { readExecutionSchema } from '../gateway/execution/loadable-supergraph.ts';
import { normalText } from '../gateway/operations/persisted/normal-text.ts';
import { parseOperationManifest } from '../gateway/operations/persisted/operation-manifest.ts';
import type { OperationManifest } from '../gateway/operations/persisted/operation-manifest.ts';
import { sha256Hex } from '../lib/sha256-hex.ts';

/** What the person who registers can mend; one line a problem. */
class RegistrationError extends Error {}

const USAGE = 'Usage: npm run operations:register -- <client> <directory with .graphql files>';

interface Definitions {
  readonly operations: ReadonlyMap<string, OperationDefinitionNode>;
  readonly fragments: ReadonlyMap<string, FragmentDefinitionNode>;
}

function placeOf(node: DefinitionNode): string {
  return `${node.loc?.source.name}:${node.loc?.startToken.line}`;
}

/** The operations and fragments of all files together. @throws RegistrationError for a name that is missing or taken. */
async function readDefinitions(directory: string): Promise<Definitions> {
  const operations = new Map<string, OperationDefinitionNode>();
  const fragments = new Map<string, FragmentDefinitionNode>();
  for await (const file of glob('**/*.{graphql,gql}', { cwd: directory })) {
    const name = path.join(directory, file);
    let document: DocumentNode;
    try {
      document = parse(new Source(await readFile(name, 'utf8'), name));
    } catch (error) {
      throw new RegistrationError(`${name}: ${(error as Error).message}`);
    }
    for (const definition of document.definitions) {
      if (definition.kind !== Kind.OPERATION_DEFINITION && definition.kind !== Kind.FRAGMENT_DEFINITION) continue;
      if (!definition.name) throw new RegistrationError(`${placeOf(definition)}: the operation needs a name.`);
      const taken: Map<string, DefinitionNode> = definition.kind === Kind.FRAGMENT_DEFINITION ? fragments : operations;
      const other = taken.get(definition.name.value);
      if (other)
        throw new RegistrationError(`${placeOf(definition)}: ${definition.name.value} is also at ${placeOf(other)}.`);
      taken.set(definition.name.value, definition);
    }
  }
  if (operations.size === 0) throw new RegistrationError(`${directory} has no operation in a .graphql file.`);
  return { operations, fragments };
}

/** The operation with the fragments that it uses, wherever they are. */
function documentOf(operation: OperationDefinitionNode, { fragments }: Definitions): DocumentNode {
  const used = new Map<string, FragmentDefinitionNode>();
  const collect = (node: DefinitionNode): void => {
    visit(node, {
      FragmentSpread({ name: { value: name } }) {
        const fragment = fragments.get(name);
        if (!fragment) throw new RegistrationError(`${placeOf(node)}: there is no fragment ${name}.`);
        if (used.has(name)) return;
        used.set(name, fragment);
        collect(fragment);
      },
    });
  };
  collect(operation);
  return { kind: Kind.DOCUMENT, definitions: [operation, ...used.values()] };
}

/** As Apollo Client sends it, `__typename` included, and so with the id that Apollo's generator gives it. */
function registeredForm(document: DocumentNode): { id: string; body: string } {
  const body = normalText(new InMemoryCache().transformDocument(document));
  return { id: sha256Hex(body), body };
}

function operationsOf(definitions: Definitions, schema: GraphQLSchema): OperationManifest['operations'] {
  const names = [...definitions.operations.keys()].sort();
  const entries = names.map((name) => {
    const operation = definitions.operations.get(name) as OperationDefinitionNode;
    const document = documentOf(operation, definitions);
    const problems = validate(schema, document).map(({ message, nodes }) => {
      const { source, startToken } = nodes?.[0]?.loc ?? {};
      return `${source?.name}:${startToken?.line}: ${message}`;
    });
    return { name, type: operation.operation, ...registeredForm(document), problems };
  });
  const problems = new Set(entries.flatMap((entry) => entry.problems));
  if (problems.size > 0) throw new RegistrationError([...problems].join('\n'));
  return entries.map(({ id, name, type, body }) => ({ id, name, type, body }));
}

async function readManifest(file: string): Promise<OperationManifest | undefined> {
  try {
    return parseOperationManifest(await readFile(file, 'utf8'));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw new RegistrationError(`${file} is no manifest of operations: ${(error as Error).message}`);
  }
}

async function main([client, directory]: readonly string[]): Promise<string> {
  if (client === undefined || directory === undefined) throw new RegistrationError(USAGE);
  if (!/^[\w.-]{1,64}$/.test(client))
    throw new RegistrationError(`${client} is no client name: use letters, digits and -.`);
  const supergraph = process.env['SUPERGRAPH'] || 'schema/supergraph.graphql';
  const { api } = readExecutionSchema(await readFile(supergraph, 'utf8'));
  const target = process.env['OPERATIONS_DIRECTORY'] || 'schema/operations';
  const file = path.join(target, `${client}.json`);

  const before = await readManifest(file);
  const operations = operationsOf(await readDefinitions(directory), api);
  const ids = new Set(operations.map(({ id }) => id));
  const retiredOn = new Date().toISOString().slice(0, 10);
  const gone = (before?.operations ?? []).filter(({ id }) => !ids.has(id));
  const retired = [
    ...(before?.retired ?? []).filter(({ id }) => !ids.has(id)),
    ...gone.map(({ id, name }) => ({ id, name, retiredOn })),
  ];
  const manifest: OperationManifest = {
    format: 'apollo-persisted-query-manifest',
    version: 1,
    operations,
    ...(retired.length > 0 && { retired }),
  };
  await mkdir(target, { recursive: true });
  // In one step, since gateways watch the file.
  await writeFile(`${file}.tmp`, `${JSON.stringify(manifest, null, 2)}\n`);
  await rename(`${file}.tmp`, file);

  const known = new Set(before?.operations.map(({ id }) => id));
  const added = operations.filter(({ id }) => !known.has(id)).length;
  return `${file}: ${operations.length} operations, ${added} new, ${gone.length} retired.`;
}

try {
  console.log(await main(process.argv.slice(2)));
} catch (error) {
  console.error(error instanceof RegistrationError ? error.message : error);
  process.exitCode = 1;
}
