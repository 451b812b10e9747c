// Two nodes on one stream: each traces the attacks that it took, up to its own frame.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join as pathOf } from "node:path";
import { expect, it } from "vitest";
import { NatsServer } from "../../src/nats/nats-servers.ts";
import { attack, createFamily, join } from "../http-player.ts";
import { ServerProcess } from "../server-process.ts";
import { SocketClient } from "../socket-client.ts";
import { Collector, type ReceivedSpan } from "./collector.ts";

it("[TR9] traces an attack on the node that took it, and on no other", { timeout: 120_000 }, async () => {
  const folder = mkdtempSync(pathOf(tmpdir(), "hydra-tracing-"));
  try {
    await using nats = await NatsServer.start();
    await using collector = await Collector.listen();
    const startNode = (name: string): ReturnType<typeof ServerProcess.listening> =>
      ServerProcess.listening({
        DATA_DIR: pathOf(folder, name),
        EVENT_LOG: `nats://${nats.address}`,
        SESSION_SECRET: "a secret of nodes that are started for tests",
        OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
        OTEL_EXPORTER_OTLP_PROTOCOL: "http/json",
        OTEL_SERVICE_NAME: name,
        OTEL_BSP_SCHEDULE_DELAY: "50",
      });
    await using first = await startNode("first");
    await using second = await startNode("second");
    const player = await join(first, await createFamily(first));
    await using watcher = await SocketClient.open(second.url, player.familyId);

    const hit = async (server: { url: string }, commandId: string): Promise<number> => {
      const answer = (await (await attack(server, player, { commandId })).json()) as { seq: number };
      await watcher.reached(answer.seq);
      return answer.seq;
    };
    /** Who traced the entry: its steps, and the frame that is linked to it. */
    const tracedBy = async (seq: number): Promise<string[]> => {
      const isOf = ({ attributes }: Pick<ReceivedSpan, "attributes">): boolean =>
        attributes["hydra.log.seq"] === seq;
      await collector.received("apply", { where: isOf });
      await collector.received("publish", { where: ({ links }) => links.some(isOf) });
      const spans = collector.spans.filter((span) => isOf(span) || span.links.some(isOf));
      return spans.map(({ name, service }) => `${String(service["service.name"])}: ${name}`).toSorted();
    };
    const byFirst = await hit(first, "by-first");
    const bySecond = await hit(second, "by-second");
    expect(await tracedBy(bySecond)).toEqual(["second: append", "second: apply", "second: publish"]);
    expect(await tracedBy(byFirst)).toEqual(["first: append", "first: apply", "first: publish"]);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
