import type { MutationResolvers } from '../generated/graphql.ts';
import { createPartner } from '../operations/create-partner.ts';
import { issuePartnerKey, rotatePartnerKey } from '../operations/issue-partner-key.ts';
import { login } from '../operations/login.ts';
import { logout } from '../operations/logout.ts';
import { refreshTokens } from '../operations/refresh-tokens.ts';
import { register } from '../operations/register.ts';
import { revokePartnerKey } from '../operations/revoke-partner-key.ts';
import { startGuestSession } from '../operations/start-guest-session.ts';

export const mutation: MutationResolvers = {
  startGuestSession: (_parent, { idempotencyKey }, context) => startGuestSession(context, idempotencyKey),
  register: (_parent, { input }, context) => register(context, input),
  login: (_parent, { input }, context) => login(context, input),
  refreshTokens: (_parent, { refreshToken }, context) => refreshTokens(context, refreshToken),
  createPartner: async (_parent, { input }, context) => ({ partner: await createPartner(context, input) }),
  issuePartnerKey: (_parent, { input }, context) => issuePartnerKey(context, input),
  rotatePartnerKey: (_parent, { input }, context) => rotatePartnerKey(context, input),
  revokePartnerKey: async (_parent, { keyId }, context) => ({ key: await revokePartnerKey(context, keyId) }),
  logout: async (_parent, { refreshToken }, context) => ({ sessionEnded: await logout(context, refreshToken) }),
};
