/** Headers that gateway and subgraphs speak to one another. */
export const SIGNATURE_HEADER = 'x-platform-signature';
export const IDENTITY_HEADER = 'x-platform-identity';
export const REQUEST_ID_HEADER = 'x-request-id';
/** The database nodes that answered, for operators. */
export const DATABASE_NODES_HEADER = 'x-database-nodes';
/** Milliseconds that the caller will still wait. */
export const DEADLINE_HEADER = 'x-deadline-ms';
/** Tags divided by spaces: what a query's answer depends on, or what a mutation changed. */
export const CACHE_TAG_HEADER = 'cache-tag';
/** Of an answer: proof of its writes. Of a request: the writes that it must see. */
export const CONSISTENCY_TOKEN_HEADER = 'x-consistency-token';
