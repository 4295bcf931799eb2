import { randomUUID } from 'node:crypto';
import { withAdministrator } from '../../lib/db-admin.ts';
import { createAccount } from './account.ts';
import type { Account } from './account.ts';

export interface IssuedKey {
  readonly apiKey: string;
  readonly id: string;
}

/** An account that may do everything. */
export interface Administrator {
  readonly account: Account;
  /** Runs a mutation with one field `result`. @throws Error when it is refused. */
  run<Result>(query: string, variables: object): Promise<Result>;
  /** Issues a key to the partner of that client name, which is made where there is none. */
  issueKey(clientName: string, scopes?: readonly string[]): Promise<IssuedKey>;
  revokeKey(id: string): Promise<void>;
}

/** Registers somebody, makes them an administrator and signs them in again. */
export async function signInAdministrator(gatewayUrl: string, primaryUrl: string): Promise<Administrator> {
  const anonymous = createAccount(gatewayUrl);
  const input = { email: `${randomUUID()}@example.test`, password: 'a long enough passphrase' };
  await anonymous.ask('mutation ($input: RegisterInput!) { register(input: $input) { user { id } } }', { input });
  await withAdministrator(primaryUrl, (client) =>
    client.query(`update app_user.users set roles = '{admin}' where email = $1`, [input.email]),
  );
  const { data } = await anonymous.ask('mutation ($input: LoginInput!) { login(input: $input) { accessToken } }', {
    input,
  });
  const account = createAccount(gatewayUrl, (data as { login: { accessToken: string } }).login.accessToken);

  async function run<Result>(query: string, variables: object): Promise<Result> {
    const answer = await account.ask(query, variables as Record<string, unknown>);
    if (!answer.data || answer.errors)
      throw new Error(`an administrator was refused: ${JSON.stringify(answer.errors)}`);
    return (answer.data as { result: Result }).result;
  }

  async function partnerIdOf(clientName: string): Promise<string> {
    const partners = await run<{ id: string; clientName: string }[]>('{ result: partners { id clientName } }', {});
    const known = partners.find((partner) => partner.clientName === clientName);
    if (known) return known.id;
    const { partner } = await run<{ partner: { id: string } }>(
      'mutation ($input: CreatePartnerInput!) { result: createPartner(input: $input) { partner { id } } }',
      { input: { name: clientName, clientName } },
    );
    return partner.id;
  }

  return {
    account,
    run,
    async issueKey(clientName, scopes = []) {
      const { apiKey, key } = await run<{ apiKey: string; key: { id: string } }>(
        'mutation ($input: IssuePartnerKeyInput!) { result: issuePartnerKey(input: $input) { apiKey key { id } } }',
        { input: { partnerId: await partnerIdOf(clientName), scopes } },
      );
      return { apiKey, id: key.id };
    },
    async revokeKey(id) {
      await run('mutation ($id: ID!) { result: revokePartnerKey(keyId: $id) { key { revokedAt } } }', { id });
    },
  };
}
