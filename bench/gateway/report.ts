import { isDeepStrictEqual } from 'node:util';

/** What one round measured of one contender. */
export interface Sample {
  readonly requestsPerSecond: number;
  readonly latenciesMs: readonly number[];
  readonly subgraphRequestsPerRequest: number;
  /** Share of a core that the gateway took, 0 to 1: below about 0.9 something else was the limit. NaN if not known. */
  readonly cpuShare: number;
  /** The same of load and subgraphs together: above about 0.9 they were. */
  readonly loadCpuShare: number;
  /** After the round; NaN if not known. */
  readonly residentBytes: number;
}

/** One contender's answer to a workload and its rounds, in order. */
export interface Result {
  readonly name: string;
  readonly answer: Buffer;
  readonly samples: readonly Sample[];
}

/** The value that `share` of the others do not exceed, between two of them where that falls; `NaN` of nothing. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  const position = (sorted.length - 1) * share;
  const below = sorted[Math.floor(position)] ?? NaN;
  const above = sorted[Math.ceil(position)] ?? NaN;
  return below + (above - below) * (position % 1);
}

function median(values: readonly number[]): number {
  return quantile(values, 0.5);
}

function table(rows: readonly (readonly string[])[]): string {
  const [header = []] = rows;
  const widths = header.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell, i) => (i === 0 ? cell.padEnd(widths[i] ?? 0) : cell.padStart(widths[i] ?? 0))).join(' | ')} |`;
  const rule = `| ${widths.map((width, i) => (i === 0 ? '-'.repeat(width) : `${'-'.repeat(width - 1)}:`)).join(' | ')} |`;
  return [line(header), rule, ...rows.slice(1).map(line)].join('\n');
}

const megabytes = (bytes: number): string => (Number.isNaN(bytes) ? 'not known' : (bytes / 1e6).toFixed(0));
const percent = (share: number): string => (Number.isNaN(share) ? 'not known' : `${(share * 100).toFixed(0)} %`);

/** A Markdown table of one workload: a line a contender, and its requests/s as a multiple of each baseline's. */
export function workloadTable(results: readonly Result[], baselines: readonly string[]): string {
  const rateOf = (result: Result): number => median(result.samples.map((sample) => sample.requestsPerSecond));
  const cpuMicrosOf = (sample: Sample): number => (sample.cpuShare / sample.requestsPerSecond) * 1e6;
  /** Of rounds that followed one another, so that what else the machine did hit both. */
  const byCpu = (result: Result, base: Result): number =>
    median(
      result.samples.flatMap((sample, i) =>
        base.samples[i] ? cpuMicrosOf(base.samples[i]) / cpuMicrosOf(sample) : [],
      ),
    );
  const columns = [
    '',
    'requests/s',
    'min–max',
    'p50 ms',
    'p99 ms',
    'RSS MB',
    'CPU',
    'CPU µs a request',
    'load CPU',
    'subgraph requests',
  ];
  const rows = results.map((result) => {
    const { name, samples } = result;
    const rates = samples.map((sample) => sample.requestsPerSecond);
    const latenciesMs = samples.flatMap((sample) => sample.latenciesMs);
    return [
      name,
      rateOf(result).toFixed(0),
      `${Math.min(...rates).toFixed(0)}–${Math.max(...rates).toFixed(0)}`,
      quantile(latenciesMs, 0.5).toFixed(1),
      quantile(latenciesMs, 0.99).toFixed(1),
      megabytes(median(samples.map((sample) => sample.residentBytes))),
      percent(median(samples.map((sample) => sample.cpuShare))),
      median(samples.map(cpuMicrosOf)).toFixed(0),
      percent(median(samples.map((sample) => sample.loadCpuShare))),
      median(samples.map((sample) => sample.subgraphRequestsPerRequest)).toFixed(2),
      ...baselines.flatMap((baseline) => {
        const base = results.find((other) => other.name === baseline);
        return base ? [(rateOf(result) / rateOf(base)).toFixed(2), byCpu(result, base).toFixed(2)] : ['', ''];
      }),
    ];
  });
  return table([[...columns, ...baselines.flatMap((name) => [`× ${name}`, 'by CPU'])], ...rows]);
}

/** Says how alike the contenders' answers are. @throws Error when one has errors or other data than the first. */
export function compareAnswers(answers: readonly { readonly name: string; readonly answer: Buffer }[]): string {
  const [first, ...others] = answers;
  if (!first) return '';
  const expected = JSON.parse(first.answer.toString()) as { errors?: unknown };
  if (expected.errors !== undefined) throw new Error(`${first.name} answered with errors: ${first.answer.toString()}`);
  for (const { name, answer } of others)
    if (!isDeepStrictEqual(JSON.parse(answer.toString()), expected))
      throw new Error(
        `${name} and ${first.name} answer differently:\n${answer.toString()}\n${first.answer.toString()}`,
      );
  // Some end the answer with a line break and some do not.
  const textOf = (answer: Buffer): string => answer.toString().trimEnd();
  const text = textOf(first.answer);
  const different = others.filter(({ answer }) => textOf(answer) !== text).map(({ name }) => name);
  const bytes = `${Buffer.byteLength(text).toLocaleString('en')} bytes`;
  return different.length === 0
    ? `${bytes}, byte-identical from all`
    : `${bytes}, the same data from all; written otherwise than by ${first.name}: ${different.join(', ')}`;
}
