export const JSON_TYPE = 'application/json; charset=utf-8';
const GRAPHQL_RESPONSE_TYPE = 'application/graphql-response+json; charset=utf-8';

/** The media type of GraphQL over HTTP that an `Accept` header names first by weight and order, if it names any. */
export function namedMediaType(accept = ''): typeof JSON_TYPE | typeof GRAPHQL_RESPONSE_TYPE | undefined {
  const [preferred] = accept
    .split(',')
    .map((range) => {
      const [type = '', ...parameters] = range.split(';').map((part) => part.trim().toLowerCase());
      const weight = parameters.find((parameter) => parameter.startsWith('q='))?.slice(2);
      return { type, weight: weight === undefined ? 1 : Number(weight) };
    })
    .filter(
      ({ type, weight }) => weight > 0 && (type === 'application/json' || type === 'application/graphql-response+json'),
    )
    .sort((a, b) => b.weight - a.weight);
  if (!preferred) return undefined;
  return preferred.type === 'application/json' ? JSON_TYPE : GRAPHQL_RESPONSE_TYPE;
}
