import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { generateExtract, SHIPPED_EXTRACT } from './generate-extract.ts';

describe('the extract that the project ships', () => {
  it.each([...generateExtract()])('has %s as its generator writes it', async (name, text) => {
    expect(await readFile(path.join(SHIPPED_EXTRACT, name), 'utf8')).toBe(text);
  });
});
