// For the tests and the bench: a cluster in this process's care, and what it is made of.
export { ClusterError } from "./cluster-error.ts";
export { findNatsServer } from "./nats-server.ts";
