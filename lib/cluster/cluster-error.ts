/**
 * A command that the cluster cannot follow as it stands. The message is one sentence saying what is in the way, at which
 * node, and what to do.
 */
export class ClusterError extends Error {
  override readonly name = 'ClusterError';
}
