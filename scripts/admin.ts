import { ConfigError } from '../lib/config.ts';
import { updateUserRoles } from '../subgraphs/user/data/user.ts';
import { openUserDatabase } from './platform/user-database.ts';

const USAGE = `npm run admin -- grant <e-mail>    makes the account an administrator's
npm run admin -- revoke <e-mail>   takes that back`;

/** What each command leaves the account with, beside what every account may do. */
const ROLES: Readonly<Record<string, readonly string[]>> = { grant: ['admin'], revoke: [] };

async function main([command = '', email]: readonly string[]): Promise<number> {
  const roles = ROLES[command];
  if (!roles || email === undefined) {
    console.error(USAGE);
    return 2;
  }
  const database = await openUserDatabase(process.env);
  try {
    const isKnown = await updateUserRoles(database.write, email.trim().toLowerCase(), roles);
    if (!isKnown) {
      console.error(`There is no account of ${email}: register it first.`);
      return 1;
    }
    console.log(`${email} is ${command === 'grant' ? 'an' : 'no'} administrator from the next access token on.`);
    return 0;
  } finally {
    await database.close();
  }
}

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  console.error(error instanceof ConfigError ? error.message : error);
  process.exitCode = 1;
}
