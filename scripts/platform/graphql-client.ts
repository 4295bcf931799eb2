/** A GraphQL answer that holds errors; the message is the first one's. */
export class GraphQLAnswerError extends Error {
  override readonly name = 'GraphQLAnswerError';
}

const TIMEOUT_MS = 15_000;

/** Asks as a frontend would. @throws GraphQLAnswerError, or the network's own error. */
export type AskGraphQL = <Data>(query: string, variables?: Record<string, unknown>, token?: string) => Promise<Data>;

/** A client of a GraphQL endpoint that shows with each request what it has written, so that it reads that back. */
export function createGraphQLClient(url: string): AskGraphQL {
  let consistencyToken: string | undefined;
  return async <Data>(query: string, variables: Record<string, unknown> = {}, token?: string): Promise<Data> => {
    const response = await fetch(url, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'apollographql-client-name': 'demo',
        ...(token !== undefined && { authorization: `Bearer ${token}` }),
        ...(consistencyToken !== undefined && { 'x-consistency-token': consistencyToken }),
      },
      body: JSON.stringify({ query, variables }),
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    consistencyToken = response.headers.get('x-consistency-token') ?? consistencyToken;
    const answer = (await response.json()) as { data?: Data; errors?: { message: string }[] };
    const [error] = answer.errors ?? [];
    if (error) throw new GraphQLAnswerError(error.message);
    return answer.data as Data;
  };
}
