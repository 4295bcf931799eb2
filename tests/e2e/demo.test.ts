import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import { expect, inject, test } from 'vitest';

test('the demo shows every step with its time, on the platform that runs', async () => {
  const { stdout } = await promisify(execFile)(
    process.execPath,
    [path.join(import.meta.dirname, '../../scripts/demo.ts')],
    { env: { ...process.env, PORT: new URL(inject('gatewayUrl')).port } },
  );
  expect(stdout).not.toContain('starting it for the demo');
  expect(stdout.match(/^\d {2}.* {2}\(\d+ ms\)$/gm)?.length).toBe(6);
  expect(stdout).toMatch(/BE1\d{9} {2}Bakker/);
  expect(stdout).toMatch(/equity €[\d,]+, between €[\d,]+ and €[\d,]+; confidence \d+\/100/);
  expect(stdout).toContain('without a language model');
});
