// A room of NetEase IM by the SDK's documented class: a stand-in that implements the SDK's own types, so that another SDK does not compile. The
// wire under the SDK is the vendor's, and not tried here.
import { decodeMessagingAnswer, type NeteaseAddress } from "@hydra/protocol";
import type { FeedEnd, LinkEvents } from "@hydra/feed/client";
import type {
  V2NIMChatroomClient,
  V2NIMChatroomClientListener,
} from "nim-web-sdk-ng/dist/v2/CHATROOM_BROWSER_SDK/index.d.ts";
import type { V2NIMChatroomMessage } from "nim-web-sdk-ng/dist/v2/CHATROOM_BROWSER_SDK/V2NIMChatroomMessageService.d.ts";
import type {
  V2NIMChatroomEnterParams,
  V2NIMChatroomListener,
} from "nim-web-sdk-ng/dist/v2/CHATROOM_BROWSER_SDK/V2NIMChatroomService.d.ts";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { chatRoomLink, type ChatRoomSdk } from "../src/netease/chat-room-link.ts";

const ADDRESS: NeteaseAddress = {
  provider: "netease",
  appKey: "key",
  roomId: "66",
  account: "hydra",
  addresses: ["link1.netease.im:443", "link2.netease.im:443"],
};
const FRAME = { type: "delta", epoch: "e", from: 1, seq: 2 };
const ATTACHMENT = JSON.stringify({ msgTime: 1_795_000_000_000, cursor: "e:2", frame: FRAME });

type Client = Pick<V2NIMChatroomClient, "enter" | "exit" | "getInstanceId">;
type EventName = keyof V2NIMChatroomClientListener | keyof V2NIMChatroomListener;
type Listener = (...args: never[]) => void;

class FakeClient implements Client {
  readonly listeners = new Map<string, Listener>();
  readonly V2NIMChatroomService = {
    on: (name: string, listener: Listener) => void this.listeners.set(name, listener),
  };
  readonly entering = Promise.withResolvers<Awaited<ReturnType<Client["enter"]>>>();
  entered: { readonly roomId: string; readonly params: V2NIMChatroomEnterParams } | undefined;
  exits = 0;

  enter(roomId: string, params: V2NIMChatroomEnterParams): ReturnType<Client["enter"]> {
    this.entered = { roomId, params };
    return this.entering.promise;
  }

  exit(): void {
    this.exits += 1;
  }

  on(name: EventName, listener: Listener): this {
    this.listeners.set(name, listener);
    return this;
  }

  getInstanceId(): number {
    return 7;
  }

  /** As the SDK calls a listener. */
  emit(name: EventName, ...args: unknown[]): void {
    this.listeners.get(name)?.(...(args as never[]));
  }

  bring(
    message: Omit<Partial<V2NIMChatroomMessage>, "messageType"> & { readonly messageType?: number },
  ): void {
    const whole = { messageType: 100, senderId: "hydra", attachment: { raw: ATTACHMENT }, ...message };
    this.emit("onReceiveMessages", [whole]);
  }
}

class Rig {
  readonly client = new FakeClient();
  readonly made: unknown[] = [];
  readonly destroyed: number[] = [];
  readonly seen: unknown[] = [];
  readonly ends: FeedEnd[] = [];
  alive = 0;
  readonly events: LinkEvents = {
    onSubscribed: () => this.seen.push("subscribed"),
    onMessage: ({ kind, payload }) =>
      this.seen.push([kind, JSON.parse(new TextDecoder().decode(payload)) as unknown]),
    onAlive: () => void (this.alive += 1),
    onEnd: (end) => void this.ends.push(end),
  };
  readonly sdk = {
    newInstance: (...args: unknown[]) => {
      this.made.push(args);
      return this.client as unknown as V2NIMChatroomClient;
    },
    destroyInstance: (id) => void this.destroyed.push(id),
  } satisfies ChatRoomSdk;
  readonly link = chatRoomLink(ADDRESS, async () => this.sdk)(this.events);

  async enter(): Promise<void> {
    await vi.waitFor(() => expect(this.client.entered).toBeDefined());
    this.client.entering.resolve({} as Awaited<ReturnType<Client["enter"]>>);
    await vi.waitFor(() => expect(this.seen).toEqual(["subscribed"]));
  }
}

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

it("[SE10] enters anonymously, by the servers that it was given, and asks nothing of others", async () => {
  const rig = new Rig();
  await rig.enter();
  expect(rig.made).toEqual([
    [
      { appkey: "key" },
      expect.objectContaining({
        abtestConfig: { isAbtestEnable: false },
        reporterConfig: { enableCompass: false, isDataReportEnable: false },
      }),
    ],
  ]);
  const { roomId, params } = rig.client.entered!;
  expect([roomId, params.anonymousMode, params.accountId, params.token]).toEqual([
    "66",
    true,
    undefined,
    undefined,
  ]);
  expect(await params.linkProvider("66", "")).toEqual(ADDRESS.addresses);
});

it("[SE11] brings the frame of each message of the account, and no other's", async () => {
  const rig = new Rig();
  await rig.enter();
  rig.client.bring({});
  rig.client.bring({ senderId: "stranger" });
  rig.client.bring({ messageType: 5, attachment: { raw: "{}" } });
  rig.client.bring({
    attachment: { raw: JSON.stringify({ msgTime: 1, cursor: "e:2", frame: { type: "snapshot" } }) },
  });
  expect(rig.seen).toEqual(["subscribed", ["delta", FRAME], ["snapshot", { type: "snapshot" }]]);
  expect(rig.ends).toEqual([]);
});

it.each([undefined, "", "no JSON", "{}", '{"frame":1}'])(
  "[SE11] ends at an attachment of the account that has no frame: %o",
  async (raw) => {
    const rig = new Rig();
    await rig.enter();
    rig.client.bring({ attachment: raw === undefined ? {} : { raw } });
    expect(rig.ends).toMatchObject([{ type: "malformed" }]);
    expect(rig.destroyed).toEqual([7]);
  },
);

it.each([
  ["the connection breaks", (client: FakeClient) => client.emit("onChatroomStatus", 1)],
  ["the room is left", (client: FakeClient) => client.emit("onChatroomExited", { code: 13_002 })],
  ["it is removed", (client: FakeClient) => client.emit("onChatroomKicked", { kickedReason: 2 })],
])("[SE12] ends once when %s: the SDK's own return is not waited for", async (_name, happen) => {
  const rig = new Rig();
  await rig.enter();
  happen(rig.client);
  happen(rig.client);
  rig.client.bring({});
  expect(rig.ends).toMatchObject([{ type: "lost" }]);
  expect(rig.seen).toEqual(["subscribed"]);
  expect([rig.client.exits, rig.destroyed]).toEqual([1, [7]]);
  const { alive } = rig;
  vi.advanceTimersByTime(60_000);
  expect(rig.alive).toBe(alive);
});

it("[SE12] ends when the room cannot be entered, or the SDK not be loaded, and after 10 s of nothing", async () => {
  const refused = new Rig();
  await vi.waitFor(() => expect(refused.client.entered).toBeDefined());
  refused.client.emit("onChatroomStatus", 1);
  expect(refused.ends).toEqual([]);
  refused.client.entering.reject(Object.assign(new Error("no"), { code: 403 }));
  await vi.waitFor(() =>
    expect(refused.ends).toMatchObject([{ type: "lost", reason: expect.stringContaining("403") as string }]),
  );
  const silent = new Rig();
  await vi.waitFor(() => expect(silent.client.entered).toBeDefined());
  vi.advanceTimersByTime(10_000);
  expect(silent.ends).toMatchObject([{ type: "lost" }]);
  silent.client.entering.resolve({} as Awaited<ReturnType<Client["enter"]>>);
  await vi.advanceTimersByTimeAsync(10_000);
  expect([silent.seen, silent.ends.length]).toEqual([[], 1]);
  const ends: FeedEnd[] = [];
  chatRoomLink(ADDRESS, () => Promise.reject(new Error("not found")))({
    ...silent.events,
    onEnd: (end) => void ends.push(end),
  });
  await vi.waitFor(() => expect(ends).toMatchObject([{ type: "lost" }]));
});

it("[SE12] reports that the room is there for as long as it is in it", async () => {
  const rig = new Rig();
  await rig.enter();
  vi.advanceTimersByTime(60_000);
  expect(rig.alive).toBeGreaterThanOrEqual(6);
  rig.link.close();
  const { alive } = rig;
  vi.advanceTimersByTime(60_000);
  expect([rig.alive, rig.client.exits, rig.destroyed]).toEqual([alive, 1, [7]]);
});

it("[SE12] loads nothing and enters no room when it is closed at once", async () => {
  const rig = new Rig();
  rig.link.close();
  await vi.advanceTimersByTimeAsync(20_000);
  expect([rig.made, rig.ends]).toEqual([[], []]);
});

it("[PR102] is read from the server's answer, and refused where it is none", () => {
  expect(decodeMessagingAnswer(JSON.stringify(ADDRESS))).toEqual(ADDRESS);
  for (const wrong of [
    { roomId: "" },
    { account: 1 },
    { addresses: "x" },
    { addresses: ["a b"] },
    { addresses: ["a/b"] },
  ])
    expect(() => decodeMessagingAnswer(JSON.stringify({ ...ADDRESS, ...wrong }))).toThrow();
});
