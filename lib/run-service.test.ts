import { execFile } from 'node:child_process';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';

const moduleUrl = (name: string) => new URL(name, import.meta.url).href;

/** Runs `start` as the body of a service in a process of its own. */
async function run(start: string): Promise<{ code: number; stderr: string }> {
  const script = `
    import { createServer } from 'node:http';
    import { ConfigError } from '${moduleUrl('./config.ts')}';
    import { runService } from '${moduleUrl('./run-service.ts')}';
    const listen = (port, host) => new Promise((resolve, reject) =>
      createServer().on('error', reject).listen(port, host, resolve));
    await runService('example', async () => { ${start} });`;
  try {
    await promisify(execFile)(process.execPath, ['--input-type=module', '-e', script]);
    return { code: 0, stderr: '' };
  } catch (error) {
    return error as { code: number; stderr: string };
  }
}

it('says what is wrong with the settings in one line and exits with 1', async () => {
  const { code, stderr } = await run(`throw new ConfigError('example cannot start: PORT is required.');`);
  expect({ code, stderr }).toEqual({ code: 1, stderr: 'example cannot start: PORT is required.\n' });
});

it('says which address is taken in one line and exits with 1', async () => {
  const other = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => other.once('listening', resolve));
  const { port } = other.address() as AddressInfo;
  const { code, stderr } = await run(`await listen(${port}, '127.0.0.1');`);
  other.close();
  expect({ code, stderr }).toEqual({
    code: 1,
    stderr: `example cannot start on 127.0.0.1:${port}: another program listens there already: end it or set PORT.\n`,
  });
});

it('lets a defect end the process with its stack', async () => {
  const { code, stderr } = await run(`throw new TypeError('a defect');`);
  expect(code).toBe(1);
  expect(stderr).toMatch(/TypeError: a defect\n\s+at /);
});
