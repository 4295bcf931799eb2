import { execFile } from 'node:child_process';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import {
  buildASTSchema,
  findBreakingChanges,
  findDangerousChanges,
  GraphQLSchema,
  isInterfaceType,
  parse,
  printSchema,
  validate,
  visit,
} from 'graphql';
import type { ConstDirectiveNode, GraphQLObjectType } from 'graphql';
import { readExecutionSchema } from '../gateway/execution/loadable-supergraph.ts';
import { parseOperationManifest } from '../gateway/operations/persisted/operation-manifest.ts';

const SUPERGRAPH = 'schema/supergraph.graphql';
const OPERATIONS = 'schema/operations';
const GIT_OUTPUT_LIMIT_BYTES = 64 * 1024 * 1024;

/** What git prints; undefined when it fails. */
async function git(...args: string[]): Promise<string | undefined> {
  const run = promisify(execFile)('git', args, { maxBuffer: GIT_OUTPUT_LIMIT_BYTES });
  return run.then(
    ({ stdout }) => stdout.trim(),
    () => undefined,
  );
}

/** The commit to compare with: where this branch left main, or the one before when this is main. */
async function defaultBase(): Promise<string | undefined> {
  const head = await git('rev-parse', 'HEAD');
  for (const main of ['origin/main', 'main']) {
    const base = await git('merge-base', main, 'HEAD');
    if (base !== undefined && base !== head) return base;
  }
  return git('rev-parse', '--verify', 'HEAD^');
}

/** What clients may rely on: a schema without what is deprecated, and without the types that only this leads to. */
function withoutDeprecated(api: GraphQLSchema): GraphQLSchema {
  const drop = ({ directives = [] }: { readonly directives?: readonly ConstDirectiveNode[] | undefined }) =>
    directives.some(({ name }) => name.value === 'deprecated') ? null : undefined;
  const document = visit(parse(printSchema(api)), {
    FieldDefinition: drop,
    InputValueDefinition: drop,
    EnumValueDefinition: drop,
  });
  const all = buildASTSchema(document, { assumeValid: true });
  const types: GraphQLObjectType[] = [];
  for (;;) {
    const reachable = new GraphQLSchema({
      query: all.getQueryType(),
      mutation: all.getMutationType(),
      subscription: all.getSubscriptionType(),
      types,
      assumeValid: true,
    });
    const more = Object.values(reachable.getTypeMap())
      .flatMap((type) => (isInterfaceType(type) ? all.getPossibleTypes(type) : []))
      .filter(({ name }) => !reachable.getType(name));
    if (more.length === 0) return reachable;
    types.push(...more);
  }
}

/** The registered operations that do not fit a schema, one line each. */
async function brokenOperations(api: GraphQLSchema): Promise<string[]> {
  const lines: string[] = [];
  for (const file of await readdir(OPERATIONS))
    for (const { name, body } of parseOperationManifest(await readFile(path.join(OPERATIONS, file), 'utf8'))
      .operations) {
      const [problem] = validate(api, parse(body));
      if (problem) lines.push(`${path.parse(file).name} ${name}: ${problem.message}`);
    }
  return lines;
}

function section(title: string, lines: readonly string[]): void {
  if (lines.length > 0) console.log([`${title}:`, ...lines.map((line) => `  ${line}`), ''].join('\n'));
}

/** Says what the schema of this checkout breaks for clients of an earlier one; false when it must not land so. */
async function checkSchema(base: string): Promise<boolean> {
  const earlier = await git('show', `${base}:${SUPERGRAPH}`);
  if (earlier === undefined) throw new Error(`There is no ${SUPERGRAPH} in ${base}: name a commit that has one.`);
  const { api: before } = readExecutionSchema(earlier);
  const { api: after } = readExecutionSchema(await readFile(SUPERGRAPH, 'utf8'));
  const messages = new Set(((await git('log', '--format=%B', `${base}..HEAD`)) ?? '').split('\n'));

  const breaks = findBreakingChanges(withoutDeprecated(before), after).map(({ description }) => description);
  const refused = breaks.filter((change) => !messages.has(`Breaks: ${change}`));
  const operations = await brokenOperations(after);
  section(
    'Accepted by a commit, though it breaks clients',
    breaks.filter((change) => !refused.includes(change)),
  );
  section(
    'May surprise clients',
    findDangerousChanges(before, after).map(({ description }) => description),
  );
  section('Breaks clients', refused);
  section('Registered operations that it breaks', operations);
  if (refused.length > 0)
    console.log(
      'Mark what clients use @deprecated(reason: …) first and remove it later, or accept a break by a line of its own in a commit message:\n' +
        `  Breaks: ${refused[0]}`,
    );
  if (operations.length > 0)
    console.log('Have these clients register other operations first: npm run operations:register -- <client> <dir>');
  const passed = refused.length === 0 && operations.length === 0;
  if (passed) console.log(`Nothing that clients of ${base.slice(0, 12)} may rely on is broken.`);
  return passed;
}

try {
  const base = process.argv[2] ?? (await defaultBase());
  if (base === undefined)
    console.warn(
      'WARNING: the schema is compared with nothing, since git knows no earlier commit: npm run schema:check -- <commit>',
    );
  else process.exitCode = (await checkSchema(base)) ? 0 : 1;
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 2;
}
