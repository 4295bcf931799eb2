/** What is used of the suite, so that types and lint need it installed no more than the platform does. */
declare module '@apollo/server-integration-testsuite' {
  import type { ApolloServer, ApolloServerOptions, BaseContext, ContextThunk } from '@apollo/server';

  export function defineIntegrationTestSuite<Context extends BaseContext>(
    createServer: (
      options: ApolloServerOptions<Context>,
      testOptions?: { readonly context?: ContextThunk<Context> },
    ) => Promise<{ server: ApolloServer<Context>; url: string; extraCleanup: () => Promise<void> }>,
  ): void;
}
