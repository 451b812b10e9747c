// Puts the parts together and takes them apart again; never listens and reads no environment.
import type { AddressInfo } from "node:net";
import fastifyWebsocket from "@fastify/websocket";
import { createLiveness, Hub, type FrameTracer } from "@hydra/feed/server";
import { HEARTBEAT_INTERVAL_MS, ProtocolError } from "@hydra/protocol";
import type { FastifyBaseLogger, FastifyInstance } from "fastify";
import type { AttackContext } from "./battle/attack-command.ts";
import { BattleLoop } from "./battle/battle-loop.ts";
import { PlayerPlaces } from "./battle/player-places.ts";
import { Companions } from "./companions/companions.ts";
import type { Config } from "./config.ts";
import { DEMO_FAMILY, startDemo } from "./demo/demo.ts";
import { drainOnClose } from "./drain.ts";
import { createHttpServer } from "./http-server.ts";
import { addressOf } from "./listening-address.ts";
import { LogUnavailableError, type EventLog } from "./log/event-log.ts";
import { reportStatus } from "./log/status-reports.ts";
import { keepLog, openLog } from "./log-upkeep.ts";
import { TrustedProxies } from "./plugins/client-address.ts";
import { ClientLimits } from "./plugins/client-limits.ts";
import { ConnectionLimits, connectionLimits } from "./plugins/connection-limits.ts";
import { crossOrigin } from "./plugins/cross-origin.ts";
import { feedMetering } from "./lab/feed-metering.ts";
import { Lab } from "./lab/lab.ts";
import { openLab } from "./lab/open-lab.ts";
import { expectations } from "./plugins/expectations.ts";
import { jsonBodies } from "./plugins/json-bodies.ts";
import { originCheck } from "./plugins/origin-check.ts";
import { KnownHosts, knownHosts } from "./plugins/known-hosts.ts";
import { ownPage } from "./plugins/own-page.ts";
import { explain, problemDetails } from "./plugins/problem-details.ts";
import { Refusals } from "./plugins/refusals.ts";
import { apiHeaders, pageHeaders } from "./plugins/security-headers.ts";
import { keepSecret, readSecret } from "./plugins/session-secret.ts";
import { sessions } from "./plugins/session.ts";
import { unknownRoutes } from "./plugins/unknown-routes.ts";
import { messagingRoutes } from "./messaging/messaging-routes.ts";
import { pageOrigins } from "./messaging/messaging-setting.ts";
import { openPublisher, type Publishing } from "./messaging/open-publisher.ts";
import { addressRoutes } from "./routes/addresses.ts";
import { attackRoutes } from "./routes/attacks.ts";
import { createBudgets } from "./routes/budgets.ts";
import { docsRoutes } from "./routes/docs.ts";
import { familyRoutes } from "./routes/families.ts";
import { Metrics } from "./routes/metrics.ts";
import { operationRoutes } from "./routes/operations.ts";
import { ownPlayerRoutes } from "./routes/own-player.ts";
import { plainAttacks } from "./routes/plain-attacks.ts";
import { playerRoutes } from "./routes/players.ts";
import { roundRoutes } from "./routes/rounds.ts";
import { plainRankingPolls, rankingRoutes } from "./routes/ranking.ts";
import type { RouteContext } from "./routes/route-context.ts";
import { takeShortWays } from "./routes/short-ways.ts";
import { webAppRoutes } from "./routes/web-app.ts";
import type { RankingFeed } from "./ranking/ranking-feed.ts";
import { DEFAULT_TIMINGS, type Timings } from "./timings.ts";
import { tracedAttacks } from "./tracing/traced-attacks.ts";
import type { Tracer } from "./tracing/tracer.ts";

/** What a test puts in the place of the real thing. */
export interface Replacements {
  readonly log?: EventLog;
  readonly timings?: Partial<Timings>;
  /** Gets the battles once they are caught up. */
  readonly onLoop?: (loop: BattleLoop) => void;
}

/**
 * Builds the server around a log that it closes in the end. Ready to listen, or to inject requests into.
 * @throws LogUnavailableError when the log is not there yet; LogOpenError when it cannot be used; ConfigError when the secret
 * in the data folder cannot.
 */
export async function createApp(config: Config, replacements: Replacements = {}): Promise<FastifyInstance> {
  // Before anything is written: one that is damaged stops the start.
  if (config.sessionSecret === undefined) await readSecret(config.dataDir);
  const served = await openLog(config, replacements.log);
  const { log } = served;
  try {
    const app = await assemble(config, log, replacements);
    keepLog(app, served, config.retentionDays);
    return app;
  } catch (error) {
    await log.close();
    // What the demo could not begin with: the log has gone while the server was built.
    if (error instanceof ProtocolError && error.code === "unavailable")
      throw new LogUnavailableError("it has gone again");
    throw error;
  }
}

async function assemble(config: Config, log: EventLog, replacements: Replacements): Promise<FastifyInstance> {
  const timings = { ...DEFAULT_TIMINGS, ...replacements.timings };
  const proxies = new TrustedProxies(config.trustProxy);
  const app = createHttpServer(config, timings, proxies);
  const now = (): number => log.now();
  const metrics = new Metrics();
  const tracer = await startTracing(config, app, { log, proxies });
  const onError = (error: unknown): void => app.log.error({ err: error }, "a feed failed");
  const hub = openHub(config, log, { timings, tracer, onError });
  const companions = openCompanions(hub, (): BattleLoop => loop);
  const loop: BattleLoop = new BattleLoop({
    log,
    feed: { rankingSize: config.rankingSize, now, isWatched: (feed) => hub.isFollowed(feed) },
    isInUse: (feed) => hub.isWatched(feed),
    onAppended: (tookMs) => metrics.appended(tookMs),
    onHit: (familyId, playerId) => companions.noteHit(familyId, playerId),
    onRetired: (familyId) => publishing?.publisher.noteRetired(familyId),
    onGone: (feed) => hub.end(feed),
    tracer,
    retirement: retirementOf(config, app.log),
  });
  reportStatus(log, app.log);
  const places = new PlayerPlaces(loop, config.maxPlayers);
  const lab = config.isLab ? new Lab(loop, places) : undefined;
  const liveness = createLiveness(timings.pingIntervalMs);
  const logger = app.log;
  const clients = clientChecks(app, config, { proxies, metrics, labPorts: () => lab?.ports ?? [] });
  const budgets = createBudgets(config, clients);
  const shared = { config, timings, log, loop, places, hub, budgets, metrics, liveness, logger, tracer };
  const attacks: AttackContext = {
    loop,
    limits: clients.limits,
    onResult: (result) => metrics.attacked(result),
    explain: (error) => explain(error, logger),
  };
  const context: RouteContext = { ...shared, ...clients, attacks, proxies };

  await registerPlugins(app, context, lab);
  drainOnClose(app, hub, timings);
  const publishing = await openPublisher(app, context);
  await registerRoutes(app, context, { lab, publishing });
  if (lab !== undefined) openLab(app, context, lab);
  await startBattles(context, publishing);
  replacements.onLoop?.(loop);
  await serveBots(app, context, companions);
  // Hooks of this kind run in reverse order of their registration: the log closes when nothing needs it any more.
  app.addHook("onClose", async () => {
    loop.close();
    await log.close();
  });
  return app;
}

/** Resolves when the battles are caught up; from then on their changes go out. */
async function startBattles(
  { loop, hub }: Pick<RouteContext, "loop" | "hub">,
  publishing: Publishing | undefined,
): Promise<void> {
  await loop.start((feeds) => {
    hub.announce(feeds);
    publishing?.roomHub?.announce(feeds);
    publishing?.publisher.noteChanges(feeds);
  });
  publishing?.publisher.start();
}

/** The demo's and the families' own, with what else ends before the connections do. */
async function serveBots(
  app: FastifyInstance,
  { config, loop, liveness }: RouteContext,
  companions: Companions,
): Promise<void> {
  const demo = config.isDemo ? await startDemo(loop) : undefined;
  companions.start();
  app.addHook("preClose", (done) => {
    companions.close();
    demo?.close();
    liveness.close();
    done();
  });
}

function openCompanions(hub: Hub<RankingFeed>, battles: () => BattleLoop): Companions {
  return new Companions({
    loop: {
      battle: (familyId) => battles().battle(familyId),
      submit: (event) => battles().submit(event),
    },
    watched: () => [...hub.watchedFeeds()].map(({ familyId }) => familyId),
    // The lab's are its own traffic.
    isApart: ({ familyId, rules }) => familyId === DEMO_FAMILY || rules.cooldownScale === 0,
  });
}

interface ClientCheckParts {
  readonly proxies: TrustedProxies;
  readonly metrics: Metrics;
  readonly labPorts: () => readonly number[];
}

/** What refuses clients, and reports it. */
function clientChecks(
  app: FastifyInstance,
  config: Config,
  { proxies, metrics, labPorts }: ClientCheckParts,
): Pick<RouteContext, "refusals" | "limits" | "connections" | "hosts"> {
  const { rateLimit, maxConnectionsPerAddress: max, allowedHosts: allowed, metricsPort } = config;
  const otherPorts = (): number[] => [...labPorts(), ...(metricsPort === undefined ? [] : [metricsPort])];
  const refusals = new Refusals({
    logger: app.log,
    onRefused: (code) => metrics.refused(code),
    onDropped: (reason) => metrics.dropped(reason),
  });
  const listening = (): AddressInfo | undefined => (app.server.listening ? addressOf(app.server) : undefined);
  return {
    refusals,
    limits: new ClientLimits({ rateLimit, refusals }),
    connections: new ConnectionLimits({ max, proxies, refusals }),
    hosts: new KnownHosts({ allowed, listening, otherPorts }),
  };
}

/** Its libraries are loaded here, if at all. It is the last to close, so that it sends what closing leads to. */
async function startTracing(
  { tracing }: Config,
  app: FastifyInstance,
  { log, proxies }: Pick<RouteContext, "log" | "proxies">,
): Promise<Tracer | undefined> {
  if (tracing === undefined) return undefined;
  const { openTracing } = await import("./tracing/open-tracing.ts");
  const { tracer, close } = await openTracing(tracing, {
    epoch: log.epoch,
    schemeOf: (request) => proxies.schemeOf(request),
    logger: app.log,
  });
  app.addHook("onClose", close);
  await app.register(tracedAttacks, { tracer });
  return tracer;
}

interface HubParts {
  readonly timings: Timings;
  readonly tracer: FrameTracer<RankingFeed> | undefined;
  readonly onError: (error: unknown) => void;
}

function openHub(
  { frameIntervalMs }: Config,
  log: EventLog,
  { timings, tracer, onError }: HubParts,
): Hub<RankingFeed> {
  const hub = new Hub<RankingFeed>({
    frameIntervalMs,
    heartbeatIntervalMs: HEARTBEAT_INTERVAL_MS,
    maxBehindMs: timings.maxBehindMs,
    now: () => log.now(),
    tracer,
    onError,
  });
  hub.setSourceReachable(log.status !== "unreachable");
  log.onStatus((status) => hub.setSourceReachable(status !== "unreachable"));
  return hub;
}

const HOUR_MS = 3_600_000;

function retirementOf({ emptyFamilyHours, idleFamilyDays }: Config, logger: FastifyBaseLogger) {
  // 0 is never.
  return {
    ages: {
      emptyMs: (emptyFamilyHours || Infinity) * HOUR_MS,
      idleMs: (idleFamilyDays || Infinity) * 24 * HOUR_MS,
    },
    onRetired: (families: number) => logger.info({ families }, "retired families that nobody uses"),
  };
}

async function registerPlugins(
  app: FastifyInstance,
  context: RouteContext,
  lab: Lab | undefined,
): Promise<void> {
  const { config, log, connections, hosts, proxies, refusals } = context;
  const isOwnPage: Lab["isOwnPage"] = (origin, host) => lab?.isOwnPage(origin, host) === true;
  await app.register(problemDetails);
  // Before whatever may refuse a handshake: only connections that it has seen does it close after the answer.
  // The hub has closed every socket with a reason already; the library would close them without one.
  await app.register(fastifyWebsocket, { preClose: (done) => done() });
  await app.register(jsonBodies);
  await app.register(expectations);
  await app.register(apiHeaders);
  await app.register(crossOrigin, { allowedOrigins: config.allowedOrigins });
  if (lab !== undefined) await app.register(ownPage, { isOwnPage });
  await app.register(connectionLimits, { connections });
  await app.register(knownHosts, { hosts, proxies, refusals });
  const { allowedOrigins } = config;
  await app.register(originCheck, {
    allowedOrigins,
    trustsProxies: proxies.areAny,
    isDirect: (host) => hosts.isDirect(host),
    isOwnPage,
    onRefused: () => context.metrics.refused("forbidden-origin"),
  });
  await app.register(unknownRoutes);
  const secret = config.sessionSecret ?? (await keepSecret(config.dataDir));
  await app.register(sessions, { secret, now: () => log.now() });
}

async function registerRoutes(
  app: FastifyInstance,
  context: RouteContext,
  { lab, publishing }: { readonly lab: Lab | undefined; readonly publishing: Publishing | undefined },
): Promise<void> {
  familyRoutes(app, context);
  playerRoutes(app, context);
  roundRoutes(app, context);
  ownPlayerRoutes(app, context);
  attackRoutes(app, context);
  const metering = lab && feedMetering(context, lab);
  await rankingRoutes(app, context, metering);
  await messagingRoutes(app, context, { onConnection: metering, publishing });
  operationRoutes(app, context);
  addressRoutes(app, context);
  await app.register(async (pages) => {
    await pageHeaders(pages, {
      labPorts: () => lab?.ports ?? [],
      origins: pageOrigins(context.config.messaging),
    });
    await docsRoutes(pages);
    await webAppRoutes(pages, context);
  });
  takeShortWays(app, context, [plainRankingPolls(context), plainAttacks(app, context)]);
}
