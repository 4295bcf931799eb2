import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { parseOperationManifest } from '../../gateway/operations/persisted/operation-manifest.ts';
import type { Account } from './account.ts';
import { everyQuery } from './every-query.ts';

/** An operation with values for its variables, as it is asked for by GET. */
export interface AskedOperation {
  readonly name: string;
  readonly type: 'query' | 'mutation' | 'subscription';
  /** Whose operation it is; undefined for an automatic persisted query. */
  readonly client: string | undefined;
  readonly id: string;
  readonly text: string;
  readonly variables: Readonly<Record<string, unknown>>;
  /** Path and query, as clients share them. */
  readonly url: string;
}

type Values = Readonly<Record<string, readonly unknown[]>>;

const MANIFESTS = path.join(import.meta.dirname, '../../schema/operations');
const encode = (value: object): string => encodeURIComponent(JSON.stringify(value));

/** Every combination of values for the variables. */
function combinations(names: readonly string[], values: Values, operation: string): Record<string, unknown>[] {
  const unknown = names.filter((name) => !values[name]);
  if (unknown.length > 0) throw new Error(`Give values for the variables ${unknown.join(', ')} of ${operation}.`);
  let all: Record<string, unknown>[] = [{}];
  for (const name of names)
    all = all.flatMap((variables) => (values[name] ?? []).map((value) => ({ ...variables, [name]: value })));
  return all;
}

async function registeredOperations(values: Values): Promise<AskedOperation[]> {
  const asked: AskedOperation[] = [];
  for (const file of await readdir(MANIFESTS)) {
    const client = path.basename(file, '.json');
    const { operations } = parseOperationManifest(await readFile(path.join(MANIFESTS, file), 'utf8'));
    for (const { id, name, type, body: text } of operations) {
      const names = [...new Set([...text.matchAll(/\$(\w+): /g)].map(([, variable = '']) => variable))];
      for (const variables of combinations(names, values, name)) {
        const search = names.length > 0 ? `?variables=${encode(variables)}` : '';
        asked.push({ name, type, client, id, text, variables, url: `/p/${client}/${id}${search}` });
      }
    }
  }
  return asked;
}

/**
 * Every operation of `schema/operations/` by its path, and a query of every root field as an automatic persisted query.
 * @param values what each variable is given, by its name.
 */
export async function everyOperation(account: Account, values: Values): Promise<AskedOperation[]> {
  const asked = await registeredOperations(values);
  for (const { field, text, variables: names } of await everyQuery(account)) {
    const id = createHash('sha256').update(text).digest('hex');
    const extensions = { persistedQuery: { version: 1, sha256Hash: id } };
    for (const variables of combinations(names, values, field)) {
      const url = `/graphql?variables=${encode(variables)}&extensions=${encode(extensions)}`;
      asked.push({ name: field, type: 'query', client: undefined, id, text, variables, url });
    }
  }
  return asked;
}
