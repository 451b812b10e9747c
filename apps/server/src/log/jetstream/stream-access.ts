// A connection and the stream it is used for: what the parts that read and write it are given.
import type { JetStreamClient, JetStreamManager } from "@nats-io/jetstream";
import type { NatsConnection } from "@nats-io/transport-node";

export interface StreamAccess {
  readonly connection: NatsConnection;
  readonly client: JetStreamClient;
  readonly manager: JetStreamManager;
  /** The same, for questions that are worth asking again rather than waiting for. */
  readonly hastyManager: JetStreamManager;
  /** The stream's name. */
  readonly name: string;
}
