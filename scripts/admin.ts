import { ConfigError } from '../lib/config.ts';
import { updateUserRoles } from '../subgraphs/user/data/user.ts';
import { eraseAccount } from './platform/erase-account.ts';
import { openUserDatabase, runningDatabaseUrl } from './platform/running-platform.ts';

const USAGE = `npm run admin -- grant <e-mail>    makes the account an administrator's
npm run admin -- revoke <e-mail>   takes that back
npm run admin -- erase <e-mail>    deletes the account with its valuations, versions and narratives, for good`;

async function setRoles(email: string, roles: readonly string[]): Promise<boolean> {
  const database = await openUserDatabase(process.env);
  try {
    return await updateUserRoles(database.write, email, roles);
  } finally {
    await database.close();
  }
}

async function erase(email: string): Promise<string | undefined> {
  const url =
    process.env['ADMIN_DATABASE_URL'] || (await runningDatabaseUrl(process.env, 'administrator', 'ADMIN_DATABASE_URL'));
  const erased = await eraseAccount(url, email);
  return (
    erased &&
    `${email} is erased with ${erased.valuationCount} valuations. Its last access token ends within 15 minutes, and ` +
      'backups hold it until they are deleted.'
  );
}

/** What each command does, and says; undefined when there is no such account. */
const COMMANDS: Readonly<Record<string, (email: string) => Promise<string | undefined>>> = {
  grant: async (email) =>
    (await setRoles(email, ['admin'])) ? `${email} is an administrator from the next access token on.` : undefined,
  revoke: async (email) =>
    (await setRoles(email, [])) ? `${email} is no administrator from the next access token on.` : undefined,
  erase,
};

async function main([command = '', address]: readonly string[]): Promise<number> {
  const run = COMMANDS[command];
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
