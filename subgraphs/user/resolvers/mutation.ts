import type { MutationResolvers } from '../generated/graphql.ts';
import { login } from '../operations/login.ts';
import { logout } from '../operations/logout.ts';
import { refreshTokens } from '../operations/refresh-tokens.ts';
import { register } from '../operations/register.ts';
import { startGuestSession } from '../operations/start-guest-session.ts';

export const mutation: MutationResolvers = {
  startGuestSession: (_parent, { idempotencyKey }, context) => startGuestSession(context, idempotencyKey),
  register: (_parent, { input }, context) => register(context, input),
  login: (_parent, { input }, context) => login(context, input),
  refreshTokens: (_parent, { refreshToken }, context) => refreshTokens(context, refreshToken),
  logout: async (_parent, { refreshToken }, context) => ({ sessionEnded: await logout(context, refreshToken) }),
};
