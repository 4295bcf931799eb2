/** One operation that every contender is asked again and again. */
export interface Workload {
  readonly name: string;
  readonly query: string;
  /** Each request carries a `$nonce` of its own, so that no fetch of it equals another request's. */
  readonly distinct: boolean;
}

/** The benchmark's operation; `nonce` is the argument list of every way into a subgraph, or nothing. */
function heavyQuery(variables: string, nonce: string): string {
  return `
fragment User on User { id username name${nonce} }
fragment Review on Review { id body }
fragment Product on Product { inStock${nonce} name${nonce} price shippingEstimate${nonce} upc weight }
query TestQuery${variables} {
  users${nonce} {
    ...User
    reviews${nonce} {
      ...Review
      product {
        ...Product
        reviews${nonce} { ...Review author { ...User reviews${nonce} { ...Review product { ...Product } } } }
      }
    }
  }
  topProducts${nonce} {
    ...Product
    reviews${nonce} { ...Review author { ...User reviews${nonce} { ...Review product { ...Product } } } }
  }
}`;
}

export const workloads: readonly Workload[] = [
  { name: 'heavy', query: heavyQuery('', ''), distinct: false },
  { name: 'heavy, distinct', query: heavyQuery('($nonce: String)', '(nonce: $nonce)'), distinct: true },
  {
    name: 'small, distinct',
    query: 'query Me($nonce: String) { me(nonce: $nonce) { id name username } }',
    distinct: true,
  },
];

/** Matches every nonce in a request's text; all are of one length. */
export const NONCE_PATTERN = /nonce-\d{12}/g;

/** The body of the `count`-th request of a workload. Its length does not depend on `count`. */
export function requestBody({ query, distinct }: Workload, count: number): string {
  const variables = distinct ? { nonce: `nonce-${String(count).padStart(12, '0')}` } : {};
  return JSON.stringify({ query, variables });
}
