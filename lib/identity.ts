import { z } from 'zod';
import { AppError } from './errors.ts';

const identitySchema = z.object({
  kind: z.enum(['anonymous', 'guest', 'user', 'partner', 'service']),
  /** Id of the guest session, user or partner, or the name of the service; empty for anonymous. */
  id: z.string(),
  roles: z.array(z.string()),
  scopes: z.array(z.string()),
  partnerId: z.string().optional(),
  /** What the client calls itself; untrusted, for logs and metrics only. */
  clientName: z.string(),
});

/** Who is asking. Made by the gateway, carried to subgraphs under its signature, never taken from a client. */
export type Identity = Readonly<z.infer<typeof identitySchema>>;

export const ANONYMOUS: Identity = { kind: 'anonymous', id: '', roles: [], scopes: [], clientName: 'unknown' };

const encoded = new WeakMap<Identity, string>();

/** The identity header. */
export function encodeIdentity(identity: Identity): string {
  const known = encoded.get(identity);
  if (known !== undefined) return known;
  const header = Buffer.from(JSON.stringify(identity)).toString('base64url');
  encoded.set(identity, header);
  return header;
}

/** @throws AppError UNAUTHENTICATED when the header is not an identity. */
export function decodeIdentity(header: string): Identity {
  try {
    return identitySchema.parse(JSON.parse(Buffer.from(header, 'base64url').toString()));
  } catch (cause) {
    throw new AppError('UNAUTHENTICATED', 'The identity header is malformed.', { cause });
  }
}

/** Who acts, as the database knows them: `user:0192…`, `service:ai`, `anonymous:`. */
export function actorOf({ kind, id }: Identity): string {
  return `${kind}:${id}`;
}

/** Whether somebody may do what needs the scope; administrators may do all of it. */
export function hasScope({ roles, scopes }: Identity, scope: string): boolean {
  return scopes.includes(scope) || scopes.includes('admin') || roles.includes('admin');
}

/** @throws AppError UNAUTHENTICATED for nobody, FORBIDDEN with the message for somebody without the scope. */
export function requireScope(identity: Identity, scope: string, message: string): void {
  if (hasScope(identity, scope)) return;
  if (identity.kind === 'anonymous') throw new AppError('UNAUTHENTICATED');
  throw new AppError('FORBIDDEN', message);
}

/** Someone who can own data: a guest session or a user. @throws AppError UNAUTHENTICATED for everybody else. */
export function requireAccount(identity: Identity): Identity & { readonly kind: 'guest' | 'user' } {
  const { kind } = identity;
  if (kind !== 'guest' && kind !== 'user') throw new AppError('UNAUTHENTICATED');
  return { ...identity, kind };
}
