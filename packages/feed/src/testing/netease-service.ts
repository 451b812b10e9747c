// The service's REST interface as its documents have it, on a free port of this machine: signatures that are checked, rooms, messages, and
// the caps: calls of an application, messages that reach a member of a room, of which the rest is dropped at random. What members
// get is asked here, in place of the service's own socket.
import { createHash } from "node:crypto";
import { once } from "node:events";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { text } from "node:stream/consumers";
import { setTimeout as pause } from "node:timers/promises";

export const APP = { appKey: "0123456789abcdef", appSecret: "cafe01", account: "hydra" } as const;
const FORM = "application/x-www-form-urlencoded";
const VALID_FOR_S = 5 * 60;
const MAX_NONCE = 128;
const MAX_ATTACHMENT = 4_096;
const CALLS_PER_SECOND = 100;
const CAPS = { normal: 20, high: 10 } as const;

export type Attachment = { readonly msgTime: number; readonly cursor: string; readonly frame: unknown };
type Form = Readonly<Record<string, string>>;

export interface NeteaseServiceOptions {
  /** 0 to 1, for what is dropped. */
  readonly random?: () => number;
  /** Of an application; default the documented 100. */
  readonly callsPerSecond?: number;
  /** How long an application with too many calls is answered 416. */
  readonly blockedMs?: number;
}

export class NeteaseService implements AsyncDisposable {
  /** Actions that were answered, in order, with their forms and codes. */
  readonly calls: { readonly action: string; readonly form: Form; readonly code: number }[] = [];
  dropped = 0;
  /** How long each of the next messages takes before it is in its room. */
  readonly delaysMs: number[] = [];
  /** Answers no call at all, as a link that swallows. */
  isSilent = false;
  readonly #random: () => number;
  readonly #callsPerSecond: number;
  readonly #blockedMs: number;
  readonly #rooms = new Map<string, Set<Member>>();
  readonly #signatures = new Set<string>();
  readonly #times: number[] = [];
  #blockedUntil = -Infinity;
  #server: Server | undefined;
  #port = 0;

  private constructor(options: NeteaseServiceOptions) {
    const { random = Math.random, callsPerSecond = CALLS_PER_SECOND, blockedMs = 10_000 } = options;
    this.#random = random;
    this.#callsPerSecond = callsPerSecond;
    this.#blockedMs = blockedMs;
  }

  static async open(options: NeteaseServiceOptions = {}): Promise<NeteaseService> {
    const service = new NeteaseService(options);
    await service.start();
    return service;
  }

  get origin(): string {
    return `http://127.0.0.1:${this.#port}`;
  }

  async start(): Promise<void> {
    this.#server = createServer((request, response) => void this.#answer(request, response));
    await once(this.#server.listen(this.#port, "127.0.0.1"), "listening");
    const address = this.#server.address();
    if (address !== null && typeof address === "object") this.#port = address.port;
  }

  async kill(): Promise<void> {
    const server = this.#server;
    this.#server = undefined;
    if (server === undefined) return;
    const closed = once(server.close(), "close");
    server.closeAllConnections();
    await closed;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.kill();
  }

  /** Members get what is sent to a room while they are in it, at most as many a second as they may. */
  join(roomId: string, onMessage: (attachment: string) => void): void {
    this.#rooms.get(roomId)?.add(new Member(onMessage, this.#random));
  }

  remove(roomId: string): void {
    this.#rooms.delete(roomId);
  }

  get roomIds(): readonly string[] {
    return [...this.#rooms.keys()];
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const form = Object.fromEntries(new URLSearchParams(await text(request)));
    if (this.isSilent) return;
    const action = (request.url ?? "").replace("/nimserver/", "");
    if (action === "chatroom/sendMsg.action") await pause(this.delaysMs.shift() ?? 0);
    const answer = this.#refusal(request) ?? this.#act(action, form);
    this.calls.push({ action, form, code: answer.code });
    response.setHeader("content-type", "application/json; charset=utf-8").end(JSON.stringify(answer));
  }

  #refusal({ method, headers }: IncomingMessage): Answer | undefined {
    const now = performance.now();
    if (now < this.#blockedUntil) return { code: 416, desc: "blocked" };
    if (method !== "POST" || headers["content-type"]?.startsWith(FORM) !== true)
      return { code: 414, desc: "not a form" };
    const [nonce, curtime, checksum] = ["nonce", "curtime", "checksum"].map((name) =>
      String(headers[name] ?? ""),
    );
    if (headers["appkey"] !== APP.appKey || !nonce || nonce.length > MAX_NONCE)
      return { code: 414, desc: "app key or nonce" };
    if (Math.abs(Date.now() / 1_000 - Number(curtime)) > VALID_FOR_S) return { code: 414, desc: "curtime" };
    const expected = createHash("sha1")
      .update(APP.appSecret + nonce + curtime)
      .digest("hex");
    if (checksum === undefined || checksum !== expected) return { code: 414, desc: "bad checksum" };
    if (this.#signatures.has(checksum)) return { code: 431, desc: "repeated request" };
    this.#signatures.add(checksum);
    return this.#isTooFrequent(now) ? { code: 416, desc: "too frequent" } : undefined;
  }

  #isTooFrequent(now: number): boolean {
    while ((this.#times[0] ?? now) <= now - 1_000) this.#times.shift();
    if (this.#times.push(now) <= this.#callsPerSecond) return false;
    this.#blockedUntil = now + this.#blockedMs;
    return true;
  }

  #act(action: string, form: Form): Answer {
    switch (action) {
      case "user/getUinfos.action":
        return {
          code: 200,
          uinfos: form["accids"] === JSON.stringify([APP.account]) ? [{ accid: APP.account }] : [],
        };
      case "chatroom/create.action":
        return this.#create(form);
      case "chatroom/requestAddr.action":
        if (!this.#rooms.has(form["roomid"] ?? "")) return { code: 404 };
        return { code: 200, addr: ["127.0.0.1:8080", "127.0.0.1:8081"] };
      case "chatroom/sendMsg.action":
        return this.#send(form);
      default:
        return { code: 404 };
    }
  }

  #create({ creator, name }: Form): Answer {
    if (creator !== APP.account || name === undefined || name === "" || name.length > 128)
      return { code: 414 };
    const roomid = this.#rooms.size + 66;
    this.#rooms.set(String(roomid), new Set());
    return { code: 200, chatroom: { roomid, valid: true, announcement: null, name, creator } };
  }

  #send({ roomid = "", msgId, fromAccid, msgType, attach = "", highPriority }: Form): Answer {
    const members = this.#rooms.get(roomid);
    if (members === undefined) return { code: 404 };
    if (!msgId || fromAccid !== APP.account || msgType !== "100" || attach.length > MAX_ATTACHMENT)
      return { code: 414 };
    const kind = highPriority === "true" ? "high" : "normal";
    for (const member of members) if (!member.take(kind, attach)) this.dropped += 1;
    return { code: 200, desc: { time: String(Date.now()), msgid_client: msgId, attach, roomId: roomid } };
  }
}

interface Answer {
  readonly code: number;
  readonly [name: string]: unknown;
}

/** Of each kind of message at most so many in a second; after a second that had too many, as large a share of the next, at random. */
class Member {
  readonly #onMessage: (attachment: string) => void;
  readonly #random: () => number;
  readonly #seconds = { normal: new Second(), high: new Second() };

  constructor(onMessage: (attachment: string) => void, random: () => number) {
    this.#onMessage = onMessage;
    this.#random = random;
  }

  take(kind: keyof typeof CAPS, attachment: string): boolean {
    const second = this.#seconds[kind];
    second.offer(Math.floor(performance.now() / 1_000));
    const share = Math.min(1, CAPS[kind] / Math.max(1, second.before));
    if (second.delivered >= CAPS[kind] || this.#random() >= share) return false;
    second.delivered += 1;
    this.#onMessage(attachment);
    return true;
  }
}

class Second {
  #at = -1;
  #offered = 0;
  before = 0;
  delivered = 0;

  offer(at: number): void {
    if (at !== this.#at) {
      this.before = at === this.#at + 1 ? this.#offered : 0;
      [this.#at, this.#offered, this.delivered] = [at, 0, 0];
    }
    this.#offered += 1;
  }
}
