import path from 'node:path';
import { CLUSTER_COMMANDS } from '../lib/cluster/cluster-commands.ts';
import { sendClusterCommand } from '../lib/cluster/cluster-control.ts';
import { ClusterError } from '../lib/cluster/cluster-error.ts';
import type { NodeStatus } from '../lib/cluster/node-status.ts';
import { dataDirectoryOf } from './platform/data-directory.ts';

type Cell = string | number | null | undefined;

const COMMITS: Readonly<Record<string, string>> = { quorum: 'wait for any one', async: 'do not wait' };
const COLUMNS: Readonly<Record<string, (node: NodeStatus) => Cell>> = {
  node: ({ name }) => name,
  role: ({ role }) => role,
  state: ({ state }) => state,
  timeline: ({ timeline }) => timeline,
  LSN: ({ lsn }) => lsn,
  lag: ({ lagBytes }) => (lagBytes === undefined ? undefined : `${lagBytes} B`),
  commits: ({ syncState }) => syncState && (COMMITS[syncState] ?? syncState),
  address: ({ address }) => address,
  pid: ({ pid }) => pid,
};

/** One line a node under a line of titles; `-` where there is nothing to say. */
function renderNodes(nodes: readonly NodeStatus[]): string {
  const valuesOf = Object.values(COLUMNS);
  const rows = [Object.keys(COLUMNS), ...nodes.map((node) => valuesOf.map((value) => String(value(node) ?? '-')))];
  const widths = valuesOf.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  const pad = (cell: string, column: number): string => cell.padEnd(widths[column] ?? 0);
  return rows.map((row) => row.map(pad).join('  ').trimEnd()).join('\n');
}

function usage(): string {
  const forms = Object.entries(CLUSTER_COMMANDS).map(([name, { argument, summary }]) => [
    `${name} ${argument}`,
    summary,
  ]);
  const lines = forms.map(([form = '', summary]) => `  ${form.padEnd(20)} ${summary}`);
  return `npm run cluster -- <command>, while npm start runs:\n${lines.join('\n')}`;
}

async function main([name = 'status', argument = '', ...rest]: readonly string[]): Promise<number> {
  const command = CLUSTER_COMMANDS[name];
  const isComplete = command?.argument.startsWith('[') || (command?.argument === '') === (argument === '');
  if (!command || !isComplete || rest.length > 0) {
    console.error(usage());
    return 2;
  }
  const directory = path.join(dataDirectoryOf(process.env), 'postgres');
  const { message, isRefused, nodes } = await sendClusterCommand(directory, name, argument);
  if (isRefused) {
    console.error(message);
    return 1;
  }
  console.log(`${message}\n\n${renderNodes(nodes)}`);
  return 0;
}

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  console.error(error instanceof ClusterError ? error.message : error);
  process.exitCode = 1;
}
