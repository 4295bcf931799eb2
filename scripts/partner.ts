import { ConfigError } from '../lib/config.ts';
import { AppError } from '../lib/errors.ts';
import type { Identity } from '../lib/identity.ts';
import { findPartnerKeyByPrefix, findPartnerKeys } from '../subgraphs/user/data/partner-key.ts';
import type { PartnerKeyRow } from '../subgraphs/user/data/partner-key.ts';
import { findPartnerByClientName } from '../subgraphs/user/data/partner.ts';
import { createPartner } from '../subgraphs/user/operations/create-partner.ts';
import { isLive, issuePartnerKey, rotatePartnerKey } from '../subgraphs/user/operations/issue-partner-key.ts';
import type { IssuedPartnerKey } from '../subgraphs/user/operations/issue-partner-key.ts';
import { listPartners } from '../subgraphs/user/operations/load-partners.ts';
import type { AdminContext } from '../subgraphs/user/operations/require-admin.ts';
import { revokePartnerKey } from '../subgraphs/user/operations/revoke-partner-key.ts';
import { openUserDatabase } from './platform/running-platform.ts';

const USAGE = `npm run partner -- <command>
  create <client> [name] [scopes]    a partner with its first key; the client name begins with partner-
  issue <client> [scopes]            another key; scopes are comma-separated, such as cache:invalidate
  rotate <prefix> [hours]            the key that follows another, which goes on for so many hours (24)
  revoke <prefix>                    ends a key within 5 s
  list                               partners and their keys that have not ended`;

/** Who runs this can reach the database, and so is no less than an administrator. */
const OPERATOR: Identity = { kind: 'service', id: 'partner', roles: [], scopes: ['admin'], clientName: 'command' };

const scopesIn = (text: string | undefined): string[] => (text ?? '').split(',').filter(Boolean);

function shown({ apiKey, key }: IssuedPartnerKey): string {
  return `${apiKey}\nThis is the only time that the key is shown. Its prefix is ${key.prefix}.`;
}

async function keyIdOf({ db }: AdminContext, prefix: string): Promise<string> {
  const found = await findPartnerKeyByPrefix(db, prefix);
  if (!found) throw new AppError('NOT_FOUND', `There is no key with the prefix ${prefix}.`);
  return found.key.id;
}

async function partnerIdOf({ db }: AdminContext, clientName: string): Promise<string> {
  const partner = await findPartnerByClientName(db, clientName);
  if (!partner) throw new AppError('NOT_FOUND', `There is no partner ${clientName}.`);
  return partner.id;
}

async function list(context: AdminContext): Promise<string> {
  const partners = await listPartners(context);
  if (partners.length === 0) return 'There are no partners.';
  const keys = await findPartnerKeys(
    context.db,
    partners.map(({ id }) => id),
  );
  const line = ({ prefix, scopes, expiresAt }: PartnerKeyRow): string =>
    `  ${prefix}  scopes: ${scopes.join(', ') || 'none'}${expiresAt ? `, until ${expiresAt.toISOString()}` : ''}`;
  return partners
    .flatMap(({ id, clientName, name }) => [
      `${clientName} (${name})`,
      ...keys.filter((key) => key.partnerId === id && isLive(key, context.clock())).map(line),
    ])
    .join('\n');
}

/** Runs one command; undefined when there is no such. */
async function run(context: AdminContext, [command, subject, ...rest]: readonly string[]): Promise<string | undefined> {
  if (command === 'list' && subject === undefined) return list(context);
  if (subject === undefined) return undefined;
  switch (command) {
    case 'create': {
      const partner = await createPartner(context, { clientName: subject, name: rest[0] ?? subject });
      return shown(await issuePartnerKey(context, { partnerId: partner.id, scopes: scopesIn(rest[1]) }));
    }
    case 'issue':
      return shown(
        await issuePartnerKey(context, { partnerId: await partnerIdOf(context, subject), scopes: scopesIn(rest[0]) }),
      );
    case 'rotate': {
      const overlapHours = rest[0] === undefined ? null : Number(rest[0]);
      return shown(await rotatePartnerKey(context, { keyId: await keyIdOf(context, subject), overlapHours }));
    }
    case 'revoke':
      await revokePartnerKey(context, await keyIdOf(context, subject));
      return `${subject} is revoked: within 5 s no gateway takes it.`;
    default:
      return undefined;
  }
}

try {
  const database = await openUserDatabase(process.env);
  try {
    const context = { identity: OPERATOR, db: database.write, clock: () => new Date() };
    const said = await run(context, process.argv.slice(2));
    if (said === undefined) process.exitCode = 2;
    console[said === undefined ? 'error' : 'log'](said ?? USAGE);
  } finally {
    await database.close();
  }
} catch (error) {
  console.error(error instanceof ConfigError || error instanceof AppError ? error.message : error);
  process.exitCode = 1;
}
