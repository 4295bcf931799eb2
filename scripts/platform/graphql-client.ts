/** A GraphQL answer that holds errors; the message is the first one's. */
export class GraphQLAnswerError extends Error {
  override readonly name = 'GraphQLAnswerError';
}

const TIMEOUT_MS = 15_000;

/** Asks a GraphQL endpoint over HTTP as a frontend would. @throws GraphQLAnswerError, or the network's own error. */
export async function askGraphQL<Data>(
  url: string,
  query: string,
  variables: Record<string, unknown> = {},
  token?: string,
): Promise<Data> {
  const response = await fetch(url, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      'apollographql-client-name': 'demo',
      ...(token !== undefined && { authorization: `Bearer ${token}` }),
    },
    body: JSON.stringify({ query, variables }),
    signal: AbortSignal.timeout(TIMEOUT_MS),
  });
  const answer = (await response.json()) as { data?: Data; errors?: { message: string }[] };
  const [error] = answer.errors ?? [];
  if (error) throw new GraphQLAnswerError(error.message);
  return answer.data as Data;
}
