/** The format of deferred parts that Apollo Client speaks, and Apollo Server writes. */
export const DEFERRED_TYPE = 'multipart/mixed; deferSpec=20220824';

/**
 * Whether an `Accept` header names `DEFERRED_TYPE` and likes JSON no better. A wildcard is not enough: who sends it may
 * not know the format.
 */
export function acceptsDeferred(accept = ''): boolean {
  if (!/multipart/i.test(accept)) return false;
  let multipartWeight = 0;
  let jsonWeight = 0;
  for (const range of accept.toLowerCase().split(',')) {
    const [type = '', ...parameters] = range.split(';').map((part) => part.replaceAll(/[\s"]/g, ''));
    const weight = Number(parameters.find((parameter) => parameter.startsWith('q='))?.slice(2) ?? 1);
    if (type === 'multipart/mixed' && parameters.includes('deferspec=20220824'))
      multipartWeight = Math.max(multipartWeight, weight);
    else if (type.endsWith('json')) jsonWeight = Math.max(jsonWeight, weight);
  }
  return multipartWeight > 0 && multipartWeight >= jsonWeight;
}
