// The page's own connection under the microscope: one feed over one transport, without the reconnecting that a real
// client adds, and the few harmless things one can do over it to see more kinds of bytes.
import { attackOver, openBattleFeed, type FeedEnd, type OpenFeed } from "@hydra/client";
import { encodeCursor, routes, TRAITS, type Cursor, type TransportName } from "@hydra/protocol";
import { server } from "../server.ts";

/** Often enough to be seen, seldom enough to be read. */
const POLL_INTERVAL_MS = 2_000;
const SHORT_HOLD_MS = 1_000;

/** What a transport lets the page do. */
export type WireAction = "attack" | "conditional" | "hold";

/** Commands go over what takes them, and a request can be made by hand; a stream that only arrives offers nothing to do. */
function actionOf(transport: TransportName): WireAction | undefined {
  const { isTwoWay, mode, holdsConnection } = TRAITS[transport];
  if (isTwoWay) return "attack";
  if (mode === "streaming") return undefined;
  return holdsConnection ? "hold" : "conditional";
}

export interface WatchOptions {
  readonly transport: TransportName;
  readonly familyId: string;
  readonly capture: string;
  onLive(): void;
  onEnd(end: FeedEnd): void;
}

export interface Watch {
  readonly action: WireAction | undefined;
  /** Does it. Never rejects: an answer that refuses is something to look at too. */
  act(): Promise<void>;
  close(): void;
}

export function openWatch({ transport, familyId, capture, onLive, onEnd }: WatchOptions): Watch {
  let cursor: Cursor | undefined;
  const feed = openBattleFeed(
    transport,
    { ...server, familyId, capture, pollIntervalMs: POLL_INTERVAL_MS },
    {
      onFrame(frame) {
        onLive();
        if (frame.type === "heartbeat") return;
        cursor = { epoch: frame.epoch, seq: frame.seq };
      },
      onUnchanged: onLive,
      onEnd,
    },
  );
  const action = actionOf(transport);
  return {
    action,
    async act() {
      if (action === "attack") await strike(feed);
      else if (action === "conditional") await askConditionally({ transport, familyId, capture }, cursor);
      else if (action === "hold") await holdShortly({ transport, familyId, capture }, cursor);
    },
    close: () => feed.close(),
  };
}

/** An attack by a person who has not joined: a masked frame out, an error frame back, nothing applied (SPEC PR49). */
async function strike(feed: OpenFeed): Promise<void> {
  const commandId = `wire-${Math.floor(performance.now())}`;
  await attackOver(feed, { commandId, skill: "slash" }, AbortSignal.timeout(10_000))?.catch(() => undefined);
}

interface Ask {
  readonly transport: TransportName;
  readonly familyId: string;
  readonly capture: string;
}

/** The newest state, unless it is the one held: 304 (RFC 9110 §13.1.2). */
function askConditionally(ask: Ask, cursor: Cursor | undefined): Promise<void> {
  const headers = cursor === undefined ? {} : { "if-none-match": `"${encodeCursor(cursor)}"` };
  return get(ask, { headers });
}

/** Something newer, or 204 after a second. */
function holdShortly(ask: Ask, cursor: Cursor | undefined): Promise<void> {
  const since = cursor === undefined ? {} : { since: encodeCursor(cursor) };
  return get(ask, { parameters: { ...since, holdMs: String(SHORT_HOLD_MS) } });
}

interface Extra {
  readonly parameters?: Readonly<Record<string, string>>;
  readonly headers?: Readonly<Record<string, string>>;
}

async function get(
  { transport, familyId, capture }: Ask,
  { parameters = {}, headers = {} }: Extra,
): Promise<void> {
  const query = new URLSearchParams({ ...parameters, capture });
  try {
    const answer = await fetch(`${server.baseUrl}${routes.feed(familyId, transport)}?${query}`, {
      cache: "no-store",
      headers,
    });
    await answer.arrayBuffer();
  } catch {
    // The server is away; the connection reports it itself.
  }
}
