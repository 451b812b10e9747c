// Puts the parts together and takes them apart again; never listens and reads no environment.
import { mkdir } from "node:fs/promises";
import fastifyWebsocket from "@fastify/websocket";
import { HEARTBEAT_INTERVAL_MS, MAX_COMMAND_BYTES, ProtocolError } from "@hydra/protocol";
import fastify, { LogController, type FastifyInstance } from "fastify";
import { BattleLoop } from "./battle/battle-loop.ts";
import { serverNow } from "./clock.ts";
import type { Config } from "./config.ts";
import { startDemo } from "./demo/demo.ts";
import { Hub } from "./hub/hub.ts";
import type { EventLog } from "./log/event-log.ts";
import { openSqliteLog } from "./log/sqlite/sqlite-log.ts";
import { originCheck } from "./plugins/origin-check.ts";
import { problemDetails, sendProblem } from "./plugins/problem-details.ts";
import { createRateLimiter } from "./plugins/rate-limiter.ts";
import { apiHeaders, pageHeaders } from "./plugins/security-headers.ts";
import { keepSecret, sessions } from "./plugins/session.ts";
import { attackRoutes } from "./routes/attacks.ts";
import { docsRoutes } from "./routes/docs.ts";
import { familyRoutes } from "./routes/families.ts";
import { longPollingRoutes } from "./routes/long-polling.ts";
import { operationRoutes } from "./routes/operations.ts";
import { playerRoutes } from "./routes/players.ts";
import { pollingRoutes } from "./routes/polling.ts";
import type { RouteContext } from "./routes/route-context.ts";
import { sseRoutes } from "./routes/sse.ts";
import { webAppRoutes } from "./routes/web-app.ts";
import { handleSocketError, websocketRoutes } from "./routes/websocket.ts";

/** A watcher that does not read for this long is ended. */
const MAX_BEHIND_MS = 10_000;
/** Connections that have not ended by themselves this long after being told are cut. */
const DRAIN_DEADLINE_MS = 1_000;
/** A request must have arrived whole by then; a slow sender holds no connection. */
const REQUEST_TIMEOUT_MS = 10_000;

/** Builds the server around a log that it closes in the end. Ready to listen, or to inject requests into. */
export async function createApp(config: Config): Promise<FastifyInstance> {
  await mkdir(config.dataDir, { recursive: true });
  const log = await openSqliteLog({ dataDir: config.dataDir });
  try {
    return await assemble(config, log);
  } catch (error) {
    await log.close();
    throw error;
  }
}

async function assemble(config: Config, log: EventLog): Promise<FastifyInstance> {
  const app = createFastify(config);
  const loop = new BattleLoop({ log, feed: { rankingSize: config.rankingSize, now: serverNow } });
  const hub = new Hub({
    epoch: log.epoch,
    frameIntervalMs: config.frameIntervalMs,
    heartbeatIntervalMs: HEARTBEAT_INTERVAL_MS,
    maxBehindMs: MAX_BEHIND_MS,
    now: serverNow,
  });
  const limiter = createRateLimiter(config.rateLimit);
  const context: RouteContext = { config, log, loop, hub, limiter, logger: app.log };

  await registerPlugins(app, config);
  drainOnClose(app, hub);
  await registerRoutes(app, context);
  await loop.start((feeds) => hub.publish(feeds));
  const demo = config.isDemo ? await startDemo(loop) : undefined;
  app.addHook("preClose", (done) => {
    demo?.close();
    done();
  });
  app.addHook("onClose", async () => {
    loop.close();
    await log.close();
  });
  return app;
}

function createFastify(config: Config): FastifyInstance {
  return fastify({
    logger: config.logLevel === "silent" ? false : { level: config.logLevel },
    // One line a request would be most of the log, and most of a poll's cost.
    logController: new LogController({ disableRequestLogging: true }),
    bodyLimit: MAX_COMMAND_BYTES,
    requestTimeout: REQUEST_TIMEOUT_MS,
    forceCloseConnections: "idle",
    return503OnClosing: false,
    routerOptions: { ignoreTrailingSlash: false },
    frameworkErrors: (_error, _request, reply) => {
      void sendProblem(reply, new ProtocolError("not-found"));
    },
  });
}

async function registerPlugins(app: FastifyInstance, config: Config): Promise<void> {
  await app.register(problemDetails);
  app.removeContentTypeParser("text/plain");
  await app.register(apiHeaders);
  await app.register(originCheck, { allowedOrigins: config.allowedOrigins });
  await app.register(sessions, { secret: config.sessionSecret ?? (await keepSecret(config.dataDir)) });
  await app.register(fastifyWebsocket, {
    options: { maxPayload: MAX_COMMAND_BYTES, perMessageDeflate: false, clientTracking: true },
    errorHandler: (error, socket) => handleSocketError(error, socket, app.log),
    // The hub has told every socket already; the library would close them without saying why.
    preClose: (done) => done(),
  });
}

async function registerRoutes(app: FastifyInstance, context: RouteContext): Promise<void> {
  familyRoutes(app, context);
  playerRoutes(app, context);
  attackRoutes(app, context);
  pollingRoutes(app, context);
  longPollingRoutes(app, context);
  sseRoutes(app, context);
  websocketRoutes(app, context);
  operationRoutes(app, context);
  await app.register(async (pages) => {
    await pageHeaders(pages);
    await docsRoutes(pages);
    await webAppRoutes(pages, context.config.webRoot);
  });
}

/** On close: tell every watcher to come back, refuse new requests, cut what has not gone by the deadline. */
function drainOnClose(app: FastifyInstance, hub: Hub): void {
  let isDraining = false;

  app.addHook("onRequest", (_request, reply, next) => {
    if (!isDraining) return next();
    void reply.header("connection", "close");
    next(new ProtocolError("unavailable", "The server is restarting.", 1_000));
  });
  app.addHook("preClose", (done) => {
    isDraining = true;
    hub.drain();
    setTimeout(() => {
      for (const socket of app.websocketServer.clients) socket.terminate();
      app.server.closeAllConnections();
    }, DRAIN_DEADLINE_MS).unref();
    done();
  });
}
