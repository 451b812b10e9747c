// A room of NetEase IM as the feed's client has rooms (`RoomLink`): an anonymous member, by the vendor's own SDK, which is loaded when a room
// is entered. What messages are worth is decided by their cursors, in @hydra/feed; `msgTime` is not looked at. Written to the published
// interface; not yet run against the live service. SPEC SE10–SE12.
import { endOfError, type FeedEnd, type LinkEvents, type OpenLink, type RoomLink } from "@hydra/feed/client";
import { asFields, decodeObject, type NeteaseAddress } from "@hydra/protocol";
import type {
  V2NIMChatroomClient,
  V2NIMChatroomClientListener,
} from "nim-web-sdk-ng/dist/v2/CHATROOM_BROWSER_SDK/index.d.ts";
import type {
  V2NIMChatroomListener,
  V2NIMChatroomStatus,
} from "nim-web-sdk-ng/dist/v2/CHATROOM_BROWSER_SDK/V2NIMChatroomService.d.ts";
import type { V2NIMMessageType } from "nim-web-sdk-ng/dist/v2/CHATROOM_BROWSER_SDK/V2NIMChatroomMessageService.d.ts";

/** What is used of the SDK. */
export type ChatRoomSdk = Pick<typeof V2NIMChatroomClient, "newInstance" | "destroyInstance">;

/** Until the room is entered: the SDK by itself tries for a minute. */
const ENTER_TIMEOUT_MS = 10_000;
/** The SDK has heartbeats of its own, and reports when they stay away. */
const ALIVE_MS = 5_000;
/* oxlint-disable typescript/no-unsafe-enum-assignment -- Enums for the compiler alone (`const enum`): it checks the values. */
const ENTERED: V2NIMChatroomStatus.V2NIM_CHATROOM_STATUS_ENTERED = 5;
const CUSTOM: V2NIMMessageType.V2NIM_MESSAGE_TYPE_CUSTOM = 100;
/* oxlint-enable typescript/no-unsafe-enum-assignment */
/** No request but to the link servers: neither figures of use nor experiments, and no log in the browser's database. */
const QUIET = {
  abtestConfig: { isAbtestEnable: false },
  reporterConfig: { enableCompass: false, isDataReportEnable: false },
  loggerConfig: { debugLevel: "off", storageEnable: false },
} as const;

/** @param load the SDK; default on demand, as a script of its own */
export function chatRoomLink(address: NeteaseAddress, load: () => Promise<ChatRoomSdk> = loadSdk): OpenLink {
  return (events) => new ChatRoomLink(address, events, load);
}

async function loadSdk(): Promise<ChatRoomSdk> {
  const { default: sdk } = await import("nim-web-sdk-ng/dist/v2/CHATROOM_BROWSER_SDK.js");
  return sdk.V2NIMChatroomClient;
}

class ChatRoomLink implements RoomLink {
  readonly #address: NeteaseAddress;
  readonly #events: LinkEvents;
  readonly #timer: ReturnType<typeof setTimeout>;
  #alive: ReturnType<typeof setInterval> | undefined;
  #leave: () => void = () => undefined;
  #isEntered = false;
  #isClosed = false;

  constructor(address: NeteaseAddress, events: LinkEvents, load: () => Promise<ChatRoomSdk>) {
    this.#address = address;
    this.#events = events;
    this.#timer = setTimeout(
      () => this.#finish(lost(`the room was not entered in ${ENTER_TIMEOUT_MS / 1_000} s`)),
      ENTER_TIMEOUT_MS,
    );
    void this.#enter(load);
  }

  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    clearTimeout(this.#timer);
    clearInterval(this.#alive);
    this.#leave();
  }

  async #enter(load: () => Promise<ChatRoomSdk>): Promise<void> {
    const { appKey, roomId, addresses } = this.#address;
    try {
      const sdk = await load();
      if (this.#isClosed) return;
      const client = sdk.newInstance({ appkey: appKey }, QUIET);
      this.#leave = () => {
        client.exit();
        sdk.destroyInstance(client.getInstanceId());
      };
      this.#listen(client);
      await client.enter(roomId, { anonymousMode: true, linkProvider: async () => [...addresses] });
      this.#begin();
    } catch (error) {
      this.#finish(lost(`the room could not be entered (${reasonOf(error)})`));
    }
  }

  #listen(client: V2NIMChatroomClient): void {
    const onStatus = (...[status]: V2NIMChatroomClientListener["onChatroomStatus"]): void => {
      // The SDK would connect again by itself; what is missed meanwhile is the session's to find out.
      if (this.#isEntered && status !== ENTERED) this.#finish(lost("the connection to the room broke"));
    };
    const onExited = (...[error]: V2NIMChatroomClientListener["onChatroomExited"]): void =>
      this.#finish(lost(`the room was left (${reasonOf(error)})`));
    const onKicked = (...[{ kickedReason }]: V2NIMChatroomClientListener["onChatroomKicked"]): void =>
      this.#finish(lost(`removed from the room (${kickedReason})`));
    const onMessages = (...[messages]: V2NIMChatroomListener["onReceiveMessages"]): void => {
      for (const message of messages) this.#receive(message);
    };
    client.on("onChatroomStatus", onStatus);
    client.on("onChatroomExited", onExited);
    client.on("onChatroomKicked", onKicked);
    client.V2NIMChatroomService.on("onReceiveMessages", onMessages);
  }

  #begin(): void {
    if (this.#isClosed) return;
    this.#isEntered = true;
    clearTimeout(this.#timer);
    this.#alive = setInterval(() => this.#events.onAlive(), ALIVE_MS);
    this.#events.onSubscribed();
  }

  /** Notices of the service, and what other members send, are no frames. */
  #receive({
    messageType,
    senderId,
    attachment,
  }: V2NIMChatroomListener["onReceiveMessages"][0][number]): void {
    if (this.#isClosed || messageType !== CUSTOM || senderId !== this.#address.account) return;
    this.#events.onAlive();
    try {
      const frame = asFields(decodeObject(attachment?.raw ?? "")["frame"], "frame");
      const kind = frame["type"] === "snapshot" ? "snapshot" : "delta";
      this.#events.onMessage({ kind, payload: new TextEncoder().encode(JSON.stringify(frame)) });
    } catch (error) {
      this.#finish(endOfError(error));
    }
  }

  #finish(end: FeedEnd): void {
    if (this.#isClosed) return;
    this.close();
    this.#events.onEnd(end);
  }
}

/** Why is asked over HTTP, as after every end before the first frame. */
function lost(reason: string): FeedEnd {
  return { type: "lost", reason };
}

/** The SDK's errors have a code, and words in `desc`. */
function reasonOf(error: unknown): string {
  if (typeof error === "object" && error !== null && "code" in error) return String(error.code);
  return error instanceof Error ? error.message : "no reason given";
}
