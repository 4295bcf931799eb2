import { readFileSync } from 'node:fs';
import { registerHooks } from 'node:module';
import { pathToFileURL } from 'node:url';
import type { SourceChange } from './changed-service.ts';

const changes = JSON.parse(process.env['SOURCE_CHANGES'] ?? '[]') as SourceChange[];
const sources = new Map<string, string>();
for (const { file, from, to } of changes) {
  const url = pathToFileURL(file).href;
  const source = sources.get(url) ?? readFileSync(file, 'utf8');
  if (!source.includes(from)) throw new Error(`${file} has no "${from}" any more: bring the change up to date.`);
  sources.set(url, source.replaceAll(from, to));
}

registerHooks({
  load(url, context, nextLoad) {
    const loaded = nextLoad(url, context);
    const source = sources.get(url);
    return source === undefined ? loaded : { ...loaded, source };
  },
});
