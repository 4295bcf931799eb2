/** Headers that gateway and subgraphs speak to one another. */
export const SIGNATURE_HEADER = 'x-platform-signature';
export const IDENTITY_HEADER = 'x-platform-identity';
export const REQUEST_ID_HEADER = 'x-request-id';
/** Milliseconds that the caller will still wait. */
export const DEADLINE_HEADER = 'x-deadline-ms';
/** Tags divided by spaces: what a query's answer depends on, or what a mutation changed. */
export const CACHE_TAG_HEADER = 'cache-tag';
/** Proof of a write, which a later read must see. */
export const CONSISTENCY_TOKEN_HEADER = 'x-consistency-token';
