import { readFile, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { composeServices } from '@apollo/composition';
import { GraphQLError, parse, printSchema } from 'graphql';
import { parse as parseYaml } from 'yaml';
import { z } from 'zod';
import { readExecutionSchema } from '../gateway/execution/loadable-supergraph.ts';

const projectConfig = z.strictObject({
  federation_version: z.string(),
  subgraphs: z.record(
    z.string().regex(/^[\w-]+$/),
    z.strictObject({ routing_url: z.url(), schema: z.strictObject({ file: z.string() }) }),
  ),
});

export type ProjectConfig = z.infer<typeof projectConfig>;

/** Composition failed; each line of the message names the subgraph, the code and the place. */
export class CompositionError extends Error {
  override readonly name = 'CompositionError';
}

/** Reads supergraph.yaml, the only list of subgraphs. @throws CompositionError when it is not in Rover's format. */
export async function readProjectConfig(file: string): Promise<ProjectConfig> {
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw new CompositionError(`${file} cannot be read (${error.code}): it must list the subgraphs.`);
  });
  let config: unknown;
  try {
    config = parseYaml(text);
  } catch (error) {
    const [sentence] = (error as Error).message.split(/:?\n/);
    throw new CompositionError(`${file} is not YAML: ${sentence}.`);
  }
  const result = projectConfig.safeParse(config);
  if (result.success) return result.data;
  const problems = result.error.issues.map(({ path: at, message }) => `${file}: ${at.join('.')}: ${message}`);
  throw new CompositionError(problems.join('\n'));
}

function parseSubgraph(name: string, file: string, sdl: string) {
  try {
    return parse(sdl);
  } catch (error) {
    if (!(error instanceof GraphQLError)) throw error;
    const { line, column } = error.locations?.[0] ?? {};
    throw new CompositionError(`${name} ${file}:${line}:${column} INVALID_GRAPHQL ${error.message}`);
  }
}

/**
 * One line per failure: subgraph, file, line and column, code, message. Apollo names
 * the subgraph on the node or only in the text.
 */
function describe(error: GraphQLError, fileOf: (subgraph: string) => string): string {
  const code = typeof error.extensions['code'] === 'string' ? error.extensions['code'] : 'UNKNOWN';
  const [, named, text = error.message] = /^\[([^\]]+)\] (.*)$/s.exec(error.message) ?? [];
  const places = new Map<string, string>();
  for (const node of error.nodes ?? []) {
    const { subgraph = named } = node as { subgraph?: string };
    if (subgraph === undefined || places.has(subgraph)) continue;
    const start = node.loc?.startToken;
    places.set(subgraph, `${subgraph} ${fileOf(subgraph)}${start ? `:${start.line}:${start.column}` : ''}`);
  }
  return `${places.size > 0 ? [...places.values()].join(', ') : (named ?? 'supergraph')} ${code} ${text}`;
}

/** Composes the subgraphs of a supergraph.yaml into supergraph SDL. @throws CompositionError. */
export async function composeSupergraph(configFile: string): Promise<string> {
  const { subgraphs } = await readProjectConfig(configFile);
  const fileOf = (name: string): string => subgraphs[name]?.schema.file ?? '';
  const services = await Promise.all(
    Object.entries(subgraphs).map(async ([name, { routing_url: url }]) => {
      const sdl = await readFile(path.resolve(path.dirname(configFile), fileOf(name)), 'utf8').catch(
        (error: NodeJS.ErrnoException) => {
          throw new CompositionError(`${name} ${fileOf(name)} cannot be read (${error.code}).`);
        },
      );
      return { name, url, typeDefs: parseSubgraph(name, fileOf(name), sdl) };
    }),
  );
  const result = composeServices(services);
  if (result.errors) throw new CompositionError(result.errors.map((error) => describe(error, fileOf)).join('\n'));
  return `${result.supergraphSdl.trim()}\n`;
}

/** What clients of a supergraph see, for their editors and code generators: production answers no introspection. */
export function apiOf(supergraphSdl: string): string {
  return `${printSchema(readExecutionSchema(supergraphSdl).api)}\n`;
}

/** Replaces the file in one step, so that a gateway watching it never reads half of it. */
async function writeAtomically(file: string, text: string): Promise<void> {
  const temporary = `${file}.${process.pid}.tmp`;
  await writeFile(temporary, text).catch((error: NodeJS.ErrnoException) => {
    throw new CompositionError(`${file} cannot be written (${error.code}).`);
  });
  await rename(temporary, file);
}

if (import.meta.main) {
  const [configFile = 'supergraph.yaml', outputFile = 'schema/supergraph.graphql'] = process.argv.slice(2);
  try {
    const supergraph = await composeSupergraph(configFile);
    const apiFile = path.join(path.dirname(outputFile), 'api.graphql');
    await writeAtomically(apiFile, apiOf(supergraph));
    await writeAtomically(outputFile, supergraph);
    console.log(`Composed ${configFile} into ${outputFile}, and what clients see of it into ${apiFile}.`);
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  }
}
