import { afterAll, beforeAll } from "vitest";
import { describeEventLog } from "../event-log.contract.ts";
import { createJetStreamHome } from "./jetstream-home.ts";
import { NatsServer } from "../../../src/nats/nats-servers.ts";

let server: NatsServer;
beforeAll(async () => {
  server = await NatsServer.start();
});
afterAll(async () => {
  await server[Symbol.asyncDispose]();
});

describeEventLog("the event log in JetStream", () => createJetStreamHome(server));
