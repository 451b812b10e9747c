/** What the person who starts the cluster can mend: `message` is one line for them. */
export class ClusterError extends Error {
  override readonly name = "ClusterError";
}
