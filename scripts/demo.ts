import { StartupError } from '../lib/cluster/startup-error.ts';
import { createGraphQLClient, GraphQLAnswerError } from './platform/graphql-client.ts';
import { startPlatform } from './platform/start-platform.ts';
import { platformOptionsOf } from './start.ts';

const NAME_PART = 'bakker';

const START_GUEST_SESSION = `mutation StartGuestSession {
  startGuestSession { accessToken guestSession { id expiresAt } }
}`;

const SEARCH = `query Search($text: String!) {
  searchCompanies(text: $text, first: 3) {
    nodes { id name countryCode foundedOn businessType { name industry } }
  }
}`;

const SAVE_DRAFT = `mutation SaveDraft($input: SaveValuationDraftInput!) {
  saveValuationDraft(input: $input) { valuation { id revision } }
}`;

const CALCULATE = `mutation Calculate($id: ID!) {
  calculateValuation(input: { valuationId: $id }) {
    version { number steps { name status } methods { method weight equityValue { mid } } }
  }
}`;

const WRITE_NARRATIVE = `mutation WriteNarrative($id: ID!) {
  writeNarrative(input: { valuationId: $id, language: EN }) { narrative { source model } }
}`;

/** One operation over all four subgraphs: user, valuation, registry and ai. */
const READ_BACK = `query MyValuations {
  me {
    __typename
    valuations(first: 5) {
      nodes {
        company { name formattedNumber legalForm { label } registeredOffice { municipality } }
        latestVersion {
          number
          equityValue { low mid high }
          confidence { score }
          narrative { text source }
        }
      }
    }
  }
}`;

interface CompanyHit {
  readonly id: string;
  readonly name: string;
  readonly countryCode: string;
  readonly foundedOn: string | null;
  readonly businessType: { readonly name: string; readonly industry: string } | null;
}

interface ReadBack {
  readonly me: {
    readonly __typename: string;
    readonly valuations: {
      readonly nodes: readonly {
        readonly company: {
          readonly name: string;
          readonly formattedNumber: string;
          readonly legalForm: { readonly label: string } | null;
          readonly registeredOffice: { readonly municipality: string | null } | null;
        } | null;
        readonly latestVersion: {
          readonly number: number;
          readonly equityValue: { readonly low: number; readonly mid: number; readonly high: number };
          readonly confidence: { readonly score: number };
          readonly narrative: { readonly text: string; readonly source: string } | null;
        } | null;
      }[];
    };
  };
}

const euro = new Intl.NumberFormat('en-BE', { style: 'currency', currency: 'EUR', maximumFractionDigits: 0 });

/** Three years of an invented bakery, in euro. */
const YEARS = [
  { year: 2023, revenue: 1_180_000, ebitda: 168_000, depreciation: 46_000, capex: 40_000, workingCapital: 61_000 },
  { year: 2024, revenue: 1_260_000, ebitda: 189_000, depreciation: 48_000, capex: 52_000, workingCapital: 66_000 },
  {
    year: 2025,
    revenue: 1_345_000,
    ebitda: 214_000,
    depreciation: 50_000,
    capex: 55_000,
    workingCapital: 70_000,
    cash: 95_000,
    totalDebt: 210_000,
    totalEquity: 340_000,
  },
];

function draftFor(company: CompanyHit): object {
  return {
    companyId: company.id,
    companyName: company.name,
    countryCode: company.countryCode,
    industry: company.businessType?.industry ?? 'RETAIL',
    ...(company.foundedOn && { foundingYear: Number(company.foundedOn.slice(0, 4)) }),
    years: YEARS,
    employees: 11,
    owners: 2,
    largestCustomerShare: 0.06,
    adjustments: [
      {
        year: 2025,
        kind: 'OWNER_COMPENSATION',
        amount: -30_000,
        confidence: 'HIGH',
        reason: 'The owners pay themselves less than a manager would cost.',
      },
    ],
  };
}

function print(title: string, milliseconds: number, lines: readonly string[]): void {
  console.log(`\n${title}  (${milliseconds.toFixed(0)} ms)`);
  for (const line of lines) console.log(`  ${line}`);
}

async function timed<Result>(run: () => Promise<Result>): Promise<[Result, number]> {
  const startMs = performance.now();
  const result = await run();
  return [result, performance.now() - startMs];
}

function linesOf({ me }: ReadBack): string[] {
  return me.valuations.nodes.flatMap(({ company, latestVersion }) => {
    if (!company || !latestVersion) return [];
    const { low, mid, high } = latestVersion.equityValue;
    const place = [company.legalForm?.label, company.registeredOffice?.municipality].filter(Boolean).join(', ');
    return [
      `${company.name} (${company.formattedNumber}, ${place})`,
      `equity ${euro.format(mid)}, between ${euro.format(low)} and ${euro.format(high)}; confidence ${latestVersion.confidence.score.toFixed(0)}/100`,
      ...(latestVersion.narrative?.text ?? '').split('\n'),
    ];
  });
}

/** The main job of the platform, as a frontend does it through the gateway. */
async function demonstrate(gatewayUrl: string): Promise<void> {
  const ask = createGraphQLClient(`${gatewayUrl}/graphql`);
  const [{ startGuestSession }, sessionMs] = await timed(() =>
    ask<{ startGuestSession: { accessToken: string; guestSession: { expiresAt: string } } }>(START_GUEST_SESSION),
  );
  const { accessToken, guestSession } = startGuestSession;
  print('1  A guest session', sessionMs, [`valid until ${guestSession.expiresAt}`]);

  const [{ searchCompanies }, searchMs] = await timed(() =>
    ask<{ searchCompanies: { nodes: CompanyHit[] } }>(SEARCH, { text: NAME_PART }, accessToken),
  );
  print(
    `2  Companies with "${NAME_PART}" in their name`,
    searchMs,
    searchCompanies.nodes.map(
      ({ id, name, businessType }) => `${id}  ${name}${businessType ? `, ${businessType.name}` : ''}`,
    ),
  );
  const [company] = searchCompanies.nodes;
  if (!company) throw new StartupError(`No company with "${NAME_PART}" in its name: was the registry seeded?`);

  const [saved, saveMs] = await timed(() =>
    ask<{ saveValuationDraft: { valuation: { id: string } } }>(
      SAVE_DRAFT,
      { input: { draft: draftFor(company) } },
      accessToken,
    ),
  );
  const { id } = saved.saveValuationDraft.valuation;
  print('3  A draft with three years of figures', saveMs, [`valuation ${id}`]);

  const [calculated, calculateMs] = await timed(() =>
    ask<{
      calculateValuation: {
        version: {
          number: number;
          steps: { status: string }[];
          methods: { method: string; weight: number; equityValue: { mid: number } | null }[];
        };
      };
    }>(CALCULATE, { id }, accessToken),
  );
  const { version } = calculated.calculateValuation;
  print(`4  Calculated as version ${version.number}, ${version.steps.length} steps`, calculateMs, [
    ...version.methods
      .filter(({ equityValue }) => equityValue !== null)
      .map(
        ({ method, weight, equityValue }) =>
          `${method.padEnd(28)} ${euro.format(equityValue?.mid ?? 0)}, weight ${weight}`,
      ),
  ]);

  const [written, writeMs] = await timed(() =>
    ask<{ writeNarrative: { narrative: { source: string; model: string } } }>(WRITE_NARRATIVE, { id }, accessToken),
  );
  const { source, model } = written.writeNarrative.narrative;
  print('5  Explained', writeMs, [`by ${model} (${source})`]);

  const [answer, readMs] = await timed(() => ask<ReadBack>(READ_BACK, {}, accessToken));
  print('6  Read back in one query over user, valuation, registry and ai', readMs, linesOf(answer));
}

async function isRunning(gatewayUrl: string): Promise<boolean> {
  try {
    return (await fetch(`${gatewayUrl}/health/ready`, { signal: AbortSignal.timeout(3_000) })).ok;
  } catch {
    return false;
  }
}

async function main(): Promise<void> {
  const options = await platformOptionsOf(process.env);
  const gatewayUrl = `http://127.0.0.1:${options.gatewayPort}`;
  if (await isRunning(gatewayUrl)) return demonstrate(gatewayUrl);

  console.log('The platform is not running: starting it for the demo.');
  const interrupted = new AbortController();
  process.once('SIGINT', () => interrupted.abort(new StartupError('Stopped.')));
  const platform = await startPlatform({
    ...options,
    signal: interrupted.signal,
    onProgress: (message) => console.log(`  ${message}`),
  });
  try {
    await demonstrate(platform.gatewayUrl);
  } finally {
    await platform.stop();
  }
}

try {
  await main();
  process.exit(0);
} catch (error) {
  console.error(error instanceof StartupError || error instanceof GraphQLAnswerError ? error.message : error);
  process.exit(1);
}
