// Two clients of one chat room, of a service that drops what is over its caps at random (netease-service.ts, in the place of NetEase IM): one
// orders messages by `msgTime`, the other is the library's own, which orders by cursor and asks the feed for what it finds missing.
import { setTimeout as wait } from "node:timers/promises";
import { asFields, decodeObject, idAt, integerAt, listAt, type Fields } from "@hydra/protocol";
import { createConnection, type LinkEvents, type OpenLink } from "@hydra/feed/client";
import { APP, NeteaseService } from "@hydra/feed/local-netease";
import { createNeteaseProvider, publishFeed } from "@hydra/feed/messaging";
import { createKeyedFeed, Hub, liveFeed, type KeyedFeed } from "@hydra/feed/server";
import Fastify from "fastify";

export interface RaceOptions {
  /** Of the room: the service drops what is over ten a second. */
  readonly messagesPerSecond: number;
  /** Each is a change. */
  readonly rows: number;
  readonly rowsPerSecond: number;
  /** Of what the service drops. */
  readonly seed: number;
}

export interface Finish {
  /** Rows that the feed has and the client does not show. */
  readonly missing: number;
  /** Losses that the client has noticed. */
  readonly noticed: number;
}

export interface Race {
  readonly messages: number;
  readonly dropped: number;
  readonly byTime: Finish;
  readonly byCursor: Finish & {
    /** The feed was asked, for losses and to follow the room at first. */
    readonly requests: number;
  };
}

type Row = { readonly id: string; readonly n: number };

const ROOM = "prices";
const ALIVE_MS = 5_000;
/** Of an interval, by which a hub's frame may be early. */
const EARLY_SHARE = 0.1;
/** For what hangs. */
const PATIENCE_MS = 120_000;

/** Takes what is newer by its time; that is late which is older than what was taken. */
class TimeClient {
  readonly rows = new Set<string>();
  late = 0;
  #msgTime = -Infinity;

  take(message: Fields): void {
    const msgTime = integerAt(message, "msgTime");
    if (msgTime < this.#msgTime) {
      this.late += 1;
      return;
    }
    this.#msgTime = msgTime;
    const frame = asFields(message["frame"], "frame");
    if (frame["rows"] === undefined) return;
    for (const id of listAt(frame, "rows", (row) => idAt(asFields(row, "row"), "id"))) this.rows.add(id);
  }
}

/** The room as the library's client has it, in the place of the service's own socket. */
class RoomMember {
  readonly #links = new Set<LinkEvents>();

  take({ frame }: Fields): void {
    const payload = new TextEncoder().encode(JSON.stringify(frame));
    for (const events of this.#links) events.onMessage({ kind: "delta", payload });
  }

  readonly open: OpenLink = (events) => {
    const alive = setInterval(() => events.onAlive(), ALIVE_MS);
    setImmediate(() => {
      this.#links.add(events);
      events.onSubscribed();
    });
    return {
      close: () => {
        this.#links.delete(events);
        clearInterval(alive);
      },
    };
  };
}

/** Leaves nothing running behind. */
export async function race(options: RaceOptions): Promise<Race> {
  await using stack = new AsyncDisposableStack();
  const service = stack.use(await NeteaseService.open({ random: seeded(options.seed) }));
  const feed = createKeyedFeed<Row>({ key: "id" });
  const market = await openMarket(stack, feed, { service, messagesPerSecond: options.messagesPerSecond });
  feed.set({ id: "first", n: 0 });
  const roomId = await until(() => service.roomIds[0]);
  const byTime = new TimeClient();
  const byCursor = new RoomMember();
  // One member for both: what the service drops, both miss.
  service.join(roomId, (attachment) => {
    const message = decodeObject(attachment);
    byTime.take(message);
    byCursor.take(message);
  });
  const connection = createConnection({
    url: `${market.url}/prices`,
    transport: "mqtt",
    messaging: { openLink: byCursor.open, feedUrl: `${market.url}/room` },
  });
  stack.defer(() => connection.close());
  await until(() => connection.view);
  const shown = (): ReadonlySet<unknown> => new Set(connection.view?.rows.map(({ id }) => id));
  for (let n = 0; n < options.rows; n += 1) {
    feed.set({ id: `r${n}`, n });
    await wait(1_000 / options.rowsPerSecond);
  }
  // What was dropped last is found missing when something follows, or after a pause.
  await until(() => shown().size === options.rows + 1 || undefined);
  const wanted = Array.from({ length: options.rows }, (_, n) => `r${n}`);
  const missingOf = (rows: ReadonlySet<unknown>): number => wanted.filter((id) => !rows.has(id)).length;
  return {
    messages: market.messages(),
    dropped: service.dropped,
    byTime: { missing: missingOf(byTime.rows), noticed: byTime.late },
    byCursor: {
      missing: missingOf(shown()),
      noticed: connection.counters.repairs,
      requests: connection.counters.requests,
    },
  };
}

interface Market {
  readonly url: string;
  /** That the service has taken. */
  messages(): number;
}

interface MarketOptions {
  readonly service: NeteaseService;
  readonly messagesPerSecond: number;
}

/** The feed over HTTP, and published to the room. */
async function openMarket(
  stack: AsyncDisposableStack,
  feed: KeyedFeed<Row>,
  { service, messagesPerSecond }: MarketOptions,
): Promise<Market> {
  const app = Fastify();
  const provider = createNeteaseProvider({ ...APP, origin: service.origin, messagesPerSecond });
  // No faster than the room takes messages, so that each frame is one.
  const hub = new Hub({
    frameIntervalMs: Math.ceil(1_000 / messagesPerSecond / (1 - EARLY_SHARE)),
    heartbeatIntervalMs: 10_000,
    maxBehindMs: 10_000,
    now: () => performance.timeOrigin + performance.now(),
  });
  hub.keep(feed);
  await app.register(liveFeed, { prefix: "/prices", feed, transports: ["polling", "long-polling"] });
  await app.register(liveFeed, { prefix: "/room", feed, hub, transports: ["polling", "long-polling"] });
  const published = publishFeed({ hub, feed, provider, room: ROOM });
  const url = await app.listen({ host: "127.0.0.1", port: 0 });
  stack.defer(async () => {
    published.close();
    hub.drain();
    await app.close();
    await provider.close();
  });
  return { url, messages: () => published.counters.deltas };
}

/** @throws Error when it hangs */
async function until<Value>(look: () => Value | undefined): Promise<Value> {
  const endsAt = performance.now() + PATIENCE_MS;
  for (;;) {
    const found = look();
    if (found !== undefined) return found;
    if (performance.now() > endsAt) throw new Error("The race does not come to an end.");
    await wait(20);
  }
}

/** Mulberry32. */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
