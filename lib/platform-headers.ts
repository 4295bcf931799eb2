/** Headers that gateway and subgraphs speak to one another. */
export const SIGNATURE_HEADER = 'x-platform-signature';
export const IDENTITY_HEADER = 'x-platform-identity';
export const REQUEST_ID_HEADER = 'x-request-id';
/** Milliseconds that the caller will still wait. */
export const DEADLINE_HEADER = 'x-deadline-ms';
