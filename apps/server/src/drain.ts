// Closing without leaving a client hanging (pitfall 3): every watcher is asked to come back, what is under way is
// answered, what comes now is refused with a reason, and what has not gone by the deadline is cut.
import type { Socket } from "node:net";
import { setImmediate as turn, setTimeout as wait } from "node:timers/promises";
import { ProtocolError } from "@hydra/protocol";
import type { FastifyInstance } from "fastify";
import type { Hub } from "@hydra/feed/server";
import type { Timings } from "./timings.ts";

/** A refused client should not come back before the server does. */
const RETRY_AFTER_MS = 1_000;
/** Connections that fall silent while the server waits for others are closed this often. */
const IDLE_CHECK_MS = 50;

declare module "fastify" {
  interface FastifyContextConfig {
    /** For what needs no log and ends by itself: a page half loaded when the server goes is a broken page. */
    readonly isServedWhileDraining?: boolean;
  }
}

/** Hooks the draining into `app.close()`. */
export function drainOnClose(app: FastifyInstance, hub: Pick<Hub, "drain">, timings: Timings): void {
  let isDraining = false;
  const timers: NodeJS.Timeout[] = [];
  /** All of them: an upgraded connection is no longer the HTTP server's. */
  const connections = new Set<Socket>();
  const gone = Promise.withResolvers<void>();

  app.server.on("connection", (socket) => {
    connections.add(socket);
    socket.once("close", () => {
      connections.delete(socket);
      if (isDraining && connections.size === 0) gone.resolve();
    });
  });

  app.addHook("onRequest", (request, reply, next) => {
    if (!isDraining) return next();
    void reply.header("connection", "close");
    if (request.routeOptions.config.isServedWhileDraining === true) return next();
    next(new ProtocolError("unavailable", "The server is restarting.", RETRY_AFTER_MS));
  });
  app.addHook("preClose", async () => {
    isDraining = true;
    hub.drain();
    // Requests may be on their way over connections that look idle; closing those would leave them unanswered.
    if (connections.size > 0) await Promise.race([gone.promise, wait(timings.drainGraceMs)]);
    // What came while the loop was busy has been read only after a turn of it; until then its connection looks idle.
    const closeIdle = async (): Promise<void> => {
      await turn();
      app.server.closeIdleConnections();
    };
    await turn();
    timers.push(
      setInterval(() => void closeIdle(), IDLE_CHECK_MS),
      setTimeout(() => connections.forEach((socket) => socket.destroy()), timings.drainDeadlineMs),
    );
  });
  app.addHook("onClose", (_app, done) => {
    for (const timer of timers) clearInterval(timer);
    done();
  });
}
