import { ConfigError } from '../lib/config.ts';
import { updateUserRoles } from '../subgraphs/user/data/user.ts';
import { eraseAccount, eraseOwnerless } from './platform/erasure.ts';
import { openUserDatabase, runningDatabaseUrl } from './platform/running-platform.ts';

const USAGE = `npm run admin -- grant <e-mail>    makes the account an administrator's
npm run admin -- revoke <e-mail>   takes that back
npm run admin -- erase <e-mail>    deletes the account with its valuations, versions and narratives, for good
npm run admin -- purge             deletes what guests left behind who never registered; run it every day`;

async function administratorUrl(): Promise<string> {
  return (
    process.env['ADMIN_DATABASE_URL'] || (await runningDatabaseUrl(process.env, 'administrator', 'ADMIN_DATABASE_URL'))
  );
}

async function setRoles(email: string, roles: readonly string[]): Promise<boolean> {
  const database = await openUserDatabase(process.env);
  try {
    return await updateUserRoles(database.write, email, roles);
  } finally {
    await database.close();
  }
}

/** What each command of an account does, and says; undefined when there is no such account. */
const ACCOUNT_COMMANDS: Readonly<Record<string, (email: string) => Promise<string | undefined>>> = {
  grant: async (email) =>
    (await setRoles(email, ['admin'])) ? `${email} is an administrator from the next access token on.` : undefined,
  revoke: async (email) =>
    (await setRoles(email, [])) ? `${email} is no administrator from the next access token on.` : undefined,
  erase: async (email) => {
    const valuationCount = await eraseAccount(await administratorUrl(), email);
    if (valuationCount === undefined) return undefined;
    return (
      `${email} is erased, with valuations: ${valuationCount}. Its last access token ends within 15 minutes, and backups ` +
      'hold it until they are deleted.'
    );
  },
};

async function main([command = '', address]: readonly string[]): Promise<number> {
  if (command === 'purge' && address === undefined) {
    console.log(`Valuations deleted whose owner is gone: ${await eraseOwnerless(await administratorUrl())}.`);
    return 0;
  }
  const run = ACCOUNT_COMMANDS[command];
  if (!run || address === undefined) {
    console.error(USAGE);
    return 2;
  }
  const said = await run(address.trim().toLowerCase());
  console[said === undefined ? 'error' : 'log'](said ?? `There is no account of ${address}.`);
  return said === undefined ? 1 : 0;
}

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  console.error(error instanceof ConfigError ? error.message : error);
  process.exitCode = 1;
}
