// NATS servers as processes and their configuration: for the cluster on one machine, the tests and the bench. The server
// itself starts none.
export { findNatsServer, NATS_CACHE_FOLDER, NatsServerError, type NatsProgram } from "./find-nats-server.ts";
export { freePorts, portOf } from "./free-ports.ts";
export { natsConfig } from "./nats-config.ts";
export { NatsServer, startNatsCluster, type NatsCluster } from "./nats-servers.ts";
