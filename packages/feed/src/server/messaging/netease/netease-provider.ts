// NetEase IM (网易云信): a room is a chat room of the service, a frame a custom message, sent by its REST interface. Written to the vendor's
// published interface; not yet run against the live service. SPEC MG30–MG36.
import { randomUUID } from "node:crypto";
import { milliseconds, type Bounds } from "../../../wire/bounds.ts";
import { listAt } from "../../../wire/fields.ts";
import {
  checkRoom,
  checkSettings,
  checkSize,
  MessagingError,
  type MessagingCaps,
  type MessagingProvider,
  type MessagingState,
  RATE,
  type RoomMessage,
} from "../provider.ts";
import { StateHolder } from "../state-holder.ts";
import { encodeAttachment, MAX_FRAME_BYTES } from "./attachment.ts";
import { NeteaseApi } from "./netease-api.ts";
import { NeteaseRooms, roomsInMemory, type RoomAddress, type RoomDirectory } from "./netease-rooms.ts";
import type { AppCredentials } from "./signature.ts";

export interface NeteaseProviderOptions extends AppCredentials {
  /** `accid` of the account that makes the rooms and sends; must exist. */
  readonly account: string;
  /** Default one in memory: rooms are made anew with each process. */
  readonly rooms?: RoomDirectory;
  /** Default `https://api.netease.im`; the service has others outside China. */
  readonly origin?: string;
  /** Of one room. Default 8: a member gets 10 of high priority in a second, whatever is over is dropped at random. */
  readonly messagesPerSecond?: number;
  /** Of all rooms, and addresses. Default 80: the service allows 100 an application, and answers none for 10 s over that. */
  readonly callsPerSecond?: number;
  /** Of one call. Default 5,000. */
  readonly timeoutMs?: number;
  /** How long the service answers no call after too many ("API rate limit"). Default 10,000. */
  readonly blockedMs?: number;
  /** While the service does not answer. Default 1,000. */
  readonly retryMs?: number;
  /** Epoch milliseconds; default this process's clock. */
  readonly now?: () => number;
  /** Why the service cannot be used. It goes on trying. */
  readonly onError?: (error: unknown) => void;
}

export interface NeteaseProvider extends MessagingProvider {
  /** What a client needs to enter a room, which is made if need be; kept for a minute. @throws MessagingError */
  address(room: string): Promise<RoomAddress>;
}

const ORIGIN = "https://api.netease.im";
const MESSAGES_PER_SECOND = 8;
const CALLS_PER_SECOND = 80;
const TIMEOUT_MS = 5_000;
const RETRY_MS = 1_000;
const BLOCKED_MS = 10_000;
const NUMBERS: Bounds = {
  messagesPerSecond: RATE,
  callsPerSecond: RATE,
  timeoutMs: milliseconds(),
  blockedMs: milliseconds(),
  retryMs: milliseconds(),
};
/** `msgType` of a message whose content is the application's. */
const CUSTOM_MESSAGE = "100";

/** @throws MessagingError `invalid-settings` */
export function createNeteaseProvider(options: NeteaseProviderOptions): NeteaseProvider {
  const { appKey, appSecret, account, origin = ORIGIN } = options;
  checkSettings(options, NUMBERS, ["now", "onError"]);
  if (![appKey, appSecret, account].every(isText) || !URL.canParse(origin))
    throw new MessagingError(
      "invalid-settings",
      "NetEase IM needs an app key, an app secret, an account and an origin.",
    );
  return new ChatRooms(options);
}

function isText(value: unknown): boolean {
  return typeof value === "string" && value !== "";
}

class ChatRooms implements NeteaseProvider {
  readonly caps: MessagingCaps;
  readonly #options: NeteaseProviderOptions;
  readonly #now: () => number;
  readonly #api: NeteaseApi;
  readonly #rooms: NeteaseRooms;
  readonly #state = new StateHolder();
  /** The last message of each room that is under way. */
  readonly #last = new Map<string, Promise<void>>();
  #probe: NodeJS.Timeout | undefined;
  #isClosed = false;

  constructor(options: NeteaseProviderOptions) {
    const { appKey, appSecret, account, rooms = roomsInMemory(), now = Date.now } = options;
    const { origin = ORIGIN, callsPerSecond = CALLS_PER_SECOND, timeoutMs = TIMEOUT_MS } = options;
    const { blockedMs = BLOCKED_MS } = options;
    this.#options = options;
    this.#now = now;
    this.#api = new NeteaseApi({ appKey, appSecret, origin, callsPerSecond, timeoutMs, blockedMs, now });
    this.#rooms = new NeteaseRooms(this.#api, account, rooms);
    const { messagesPerSecond = MESSAGES_PER_SECOND } = options;
    this.caps = { messagesPerSecond, maxBytes: MAX_FRAME_BYTES, retains: false };
    void this.#ask();
  }

  get state(): MessagingState {
    return this.#state.state;
  }

  onState(listener: (state: MessagingState) => void): () => void {
    return this.#state.onState(listener);
  }

  async publish(room: string, message: RoomMessage): Promise<void> {
    checkRoom(room);
    checkSize(message, this.caps);
    const sending = this.#sendAfter(this.#last.get(room), room, message);
    const settled = sending.catch(() => undefined);
    this.#last.set(room, settled);
    try {
      await sending;
    } finally {
      if (this.#last.get(room) === settled) this.#last.delete(room);
    }
  }

  async address(room: string): Promise<RoomAddress> {
    checkRoom(room);
    return this.#watched(() => this.#rooms.address(room));
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    clearTimeout(this.#probe);
    this.#api.close();
    this.#state.set("down");
  }

  async #sendAfter(before: Promise<void> | undefined, room: string, message: RoomMessage): Promise<void> {
    await before;
    if (this.state !== "up") throw new MessagingError("unavailable", "The service does not answer.");
    await this.#watched(() => this.#rooms.entered(room, (roomId) => this.#send(roomId, message)));
  }

  async #send(roomId: string, message: RoomMessage): Promise<void> {
    await this.#api.call("chatroom/sendMsg.action", {
      roomid: roomId,
      msgId: randomUUID(),
      fromAccid: this.#options.account,
      msgType: CUSTOM_MESSAGE,
      attach: encodeAttachment(message, Math.floor(this.#now())),
      // Of 10 a second; what is over becomes normal, of which 20 a second reach a member with all others' messages.
      highPriority: "true",
      // To those that come back within half a minute: old by then.
      needHighPriorityMsgResend: "false",
      skipHistory: "1",
    });
  }

  /** Notes when the service cannot be used. @throws MessagingError */
  async #watched<Result>(call: () => Promise<Result>): Promise<Result> {
    try {
      return await call();
    } catch (error) {
      const failure = failureOf(error);
      if (failure.code === "unavailable") this.#lose(failure);
      throw failure;
    }
  }

  #lose(error: MessagingError): void {
    if (this.#isClosed) return;
    this.#state.set("down");
    const { retryMs = RETRY_MS, onError } = this.#options;
    clearTimeout(this.#probe);
    this.#probe = setTimeout(
      () => void this.#ask(),
      Math.max(retryMs, Math.ceil(this.#api.blockedForMs)),
    ).unref();
    onError?.(error);
  }

  /** Whether the service answers, takes the signature and has the account. */
  async #ask(): Promise<void> {
    const { account } = this.#options;
    try {
      const answer = await this.#api.call("user/getUinfos.action", { accids: JSON.stringify([account]) });
      if (listAt(answer, "uinfos", (item) => item).length === 0)
        throw new MessagingError("refused", "The service has no such account.");
      if (!this.#isClosed) this.#state.set("up");
    } catch (error) {
      this.#lose(failureOf(error));
    }
  }
}

/** An answer that cannot be read is none. */
function failureOf(error: unknown): MessagingError {
  if (error instanceof MessagingError) return error;
  return new MessagingError("unavailable", "The service's answer cannot be used.", { cause: error });
}
