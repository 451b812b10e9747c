// Where a family's battle is watched, and how an attack goes over its feed: what makes a feed of any kind this one.
import {
  transports,
  type Command,
  type FeedEvents,
  type FeedRequest,
  type OpenFeed,
} from "@hydra/feed/client";
import {
  attackAnswerFrom,
  DecodeError,
  frameFrom,
  ProtocolError,
  RANKING_FRAMES,
  routes,
  type AttackAnswer,
  type AttackRequest,
  type FeedFrame,
  type Fields,
  type TransportName,
} from "@hydra/protocol";
import { toProtocolError } from "./protocol-error.ts";

/** Whose battle, where, and what the server's lab is to make of it. */
export interface BattleAddress {
  /** Origin of the server, without a trailing slash, e.g. `http://127.0.0.1:3000`. */
  readonly baseUrl: string;
  readonly familyId: string;
  /** Marks the feed's requests for the server's cost ledger. */
  readonly lane?: string | undefined;
  /** Shows the requests' bytes to the one that opened the capture, in the lab's microscope. */
  readonly capture?: string | undefined;
}

export interface BattleFeedRequest extends BattleAddress {
  /** Bearer token for clients without cookies. */
  readonly token?: string | undefined;
  readonly pollIntervalMs: number;
}

/** Something that commands go over: an open feed, or a connection. */
type CommandChannel = Pick<OpenFeed, "send">;

/** The address as the feed's client has it. */
export function feedOf({
  baseUrl,
  familyId,
  lane,
  capture,
}: BattleAddress): Pick<FeedRequest<FeedFrame>, "url" | "query" | "messaging"> {
  return {
    url: `${baseUrl}${routes.feed(familyId, "polling")}`,
    query: { ...(lane === undefined ? {} : { lane }), ...(capture === undefined ? {} : { capture }) },
    messaging: async (signal) => {
      const { getMessaging } = await import("./messaging-api.ts");
      const address = await getMessaging({ baseUrl, signal }, familyId);
      if (address.provider === "mqtt") return address;
      const { chatRoomLink } = await import("./netease/chat-room-link.ts");
      return { openLink: chatRoomLink(address), feedUrl: `${baseUrl}${routes.roomFeed(familyId)}` };
    },
  };
}

/** Opens one feed from a snapshot on, without the retries of a connection. */
export function openBattleFeed(
  transport: TransportName,
  { token, pollIntervalMs, ...address }: BattleFeedRequest,
  events: FeedEvents<FeedFrame>,
): OpenFeed {
  return transports[transport](
    {
      ...feedOf(address),
      token,
      pollIntervalMs,
      since: undefined,
      readFrame: (fields) => frameFrom(RANKING_FRAMES, fields),
    },
    events,
  );
}

/**
 * Sends an attack once; undefined when the channel takes none right now. Rejects with a ProtocolError: the server's, or
 * `unavailable` when no answer came.
 */
export function attackOver(
  channel: CommandChannel,
  { commandId, skill }: AttackRequest,
  signal: AbortSignal,
): Promise<AttackAnswer> | undefined {
  const command: Command = { type: "attack", commandId, skill };
  const outcome = channel.send?.(command, signal);
  return outcome === undefined ? undefined : answerOf(outcome);
}

async function answerOf(outcome: Promise<Fields>): Promise<AttackAnswer> {
  try {
    return attackAnswerFrom(await outcome);
  } catch (error) {
    throw error instanceof DecodeError
      ? new ProtocolError("internal", error.message)
      : toProtocolError(error);
  }
}
