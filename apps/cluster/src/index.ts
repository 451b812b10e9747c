// For the tests and the bench: a cluster in this process's care, and what it is made of.
export { Cluster } from "./cluster.ts";
export { ClusterError } from "./cluster-error.ts";
export { readClusterConfig } from "./config.ts";
