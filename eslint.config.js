import path from 'node:path';
import tseslint from 'typescript-eslint';

const SERVICES = ['gateway', 'web', 'subgraphs/user', 'subgraphs/registry', 'subgraphs/valuation', 'subgraphs/ai'];

/** Who may import a package; everywhere else it is refused with the way round it. */
const PACKAGE_HOMES = [
  {
    name: 'pg',
    allowedIn: /^(lib\/(db|cluster)|tests\/|bench\/db\/)/,
    message: 'Only lib/db* talks to pg: take a Database from lib/db.ts.',
  },
  {
    name: 'ioredis',
    allowedIn: /^lib\/redis/,
    message: 'Only lib/redis.ts talks to ioredis: take a store from there.',
  },
  { name: 'openai', allowedIn: /^subgraphs\/ai\/clients\//, message: 'Only subgraphs/ai/clients/ talks to OpenAI.' },
  {
    name: 'kysely',
    allowedIn: /^(lib\/db|migrations\/|scripts\/migrate|subgraphs\/[a-z]+\/data\/|tests\/|bench\/db\/)/,
    message: 'Queries live in data/ (repository functions taking db first) and migrations/.',
  },
];

/** Layers of a service: a file in one layer must not import from the layers listed. */
const UPWARD = [
  { layer: 'data', never: ['operations', 'resolvers', 'loaders.ts', 'context.ts', 'app.ts'] },
  { layer: 'clients', never: ['operations', 'resolvers', 'loaders.ts', 'context.ts', 'app.ts', 'data'] },
  { layer: 'operations', never: ['resolvers', 'app.ts', 'main.ts'] },
  { layer: 'resolvers', never: ['data', 'clients', 'app.ts', 'main.ts'] },
  { layer: 'model', never: ['operations', 'resolvers', 'data', 'clients', 'context.ts', 'loaders.ts'] },
];

function importProblem(file, source) {
  const home = PACKAGE_HOMES.find((entry) => source === entry.name || source.startsWith(`${entry.name}/`));
  if (home && !home.allowedIn.test(file)) return home.message;
  if (!source.startsWith('.')) return undefined;

  const target = path.posix.normalize(path.posix.join(path.posix.dirname(file), source));
  const serviceOf = (name) => SERVICES.find((service) => name.startsWith(`${service}/`));
  const [from, to] = [serviceOf(file), serviceOf(target)];
  if (from && to && from !== to) return `${from} must not import ${to}: they meet at GraphQL and supergraph.yaml.`;
  if (file.startsWith('lib/') && !target.startsWith('lib/'))
    return 'lib/ is the common kit and imports nothing of the services: pass what it needs as an argument.';

  const [, layer] = /^subgraphs\/[a-z]+\/([a-z]+)\//.exec(file) ?? [];
  const rule = UPWARD.find((entry) => entry.layer === layer);
  const [, targetLayer] = /^subgraphs\/[a-z]+\/([a-z]+(?:\.ts)?)/.exec(target) ?? [];
  if (rule?.never.includes(targetLayer))
    return `${layer}/ must not import ${targetLayer}: the direction is main → app → resolvers → operations → data | clients.`;
  return undefined;
}

/** Rules of this project that no published plugin knows; each message says how to mend the line. */
const project = {
  rules: {
    boundaries: {
      create(context) {
        const file = path
          .relative(import.meta.dirname, context.filename)
          .split(path.sep)
          .join('/');
        const check = (node) => {
          if (typeof node.source?.value !== 'string' || node.importKind === 'type') return;
          const message = importProblem(file, node.source.value);
          if (message) context.report({ node, message });
        };
        return {
          ImportDeclaration: check,
          ExportNamedDeclaration: check,
          ExportAllDeclaration: check,
          ImportExpression: check,
        };
      },
    },
    'file-name': {
      create(context) {
        const name = path.basename(context.filename);
        return {
          Program(node) {
            if (!/^(\d{4}_)?[a-z0-9]+([-_.][a-z0-9]+)*\.(ts|js)$/.test(name))
              context.report({ node, message: `Name the file in kebab-case: ${name}.` });
            if (/^(utils?|helpers?|common|misc|shared)\.ts$/.test(name))
              context.report({ node, message: `Name ${name} after its main export.` });
          },
        };
      },
    },
  },
};

export default tseslint.config(
  { ignores: ['node_modules', '.data', '.cache', 'coverage', '**/generated/**', 'bench/*/peers/node_modules'] },
  ...tseslint.configs.recommendedTypeChecked,
  {
    languageOptions: {
      parserOptions: { projectService: { allowDefaultProject: ['*.js'] }, tsconfigRootDir: import.meta.dirname },
    },
    plugins: { project },
    rules: {
      'project/boundaries': 'error',
      'project/file-name': 'error',
      'max-lines': ['error', { max: 250, skipBlankLines: true, skipComments: true }],
      'no-restricted-syntax': [
        'error',
        { selector: 'ExportDefaultDeclaration', message: 'Use a named export: it keeps one name for one thing.' },
      ],
      'no-restricted-properties': [
        'error',
        { object: 'process', property: 'env', message: 'Read the environment in main.ts through config.ts.' },
      ],
      'no-console': 'error',
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/no-import-type-side-effects': 'error',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_' }],
      '@typescript-eslint/require-await': 'off',
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
    },
  },
  {
    files: ['**/main.ts', 'scripts/**', 'tests/**', 'bench/**', '*.ts', '*.js'],
    rules: { 'no-restricted-properties': 'off', 'no-restricted-syntax': 'off', 'no-console': 'off' },
  },
  { files: ['**/*.test.ts', 'tests/**', 'bench/**'], rules: { 'max-lines': 'off' } },
  { files: ['*.js'], extends: [tseslint.configs.disableTypeChecked] },
);
