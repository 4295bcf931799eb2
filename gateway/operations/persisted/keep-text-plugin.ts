import type { ApolloServerPlugin } from '@apollo/server';
import type { GatewayContext } from '../../context.ts';

/** Keeps the text of an automatic persisted query once it has passed every check, so that no space goes to what cannot run. */
export const keepTextPlugin: ApolloServerPlugin<GatewayContext> = {
  async requestDidStart({ contextValue: { requested } }) {
    if (!requested?.keepText) return;
    return {
      async responseForOperation() {
        requested.keepText?.();
        return null;
      },
    };
  },
};
