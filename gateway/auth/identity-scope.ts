import type { Identity } from '../../lib/identity.ts';

/** Equal for those who may be given one another's answers. */
export type ScopeOf = (identity: Identity) => string;

const scopes = new WeakMap<Identity, string>();

/** Whoever asks as the same account with the same rights may share an answer. */
export const identityScope: ScopeOf = (identity) => {
  const known = scopes.get(identity);
  if (known !== undefined) return known;
  const { kind, id, partnerId, roles, scopes: granted } = identity;
  const scope = JSON.stringify([kind, id, partnerId, roles, granted]);
  scopes.set(identity, scope);
  return scope;
};
