// Rooms of the service by our names for them: made at the first message, found again by a directory of the application's, because the
// service gives each a number of its own and has no look-up by name. SPEC MG31, MG35.
import { asFields, listAt, type Fields } from "../../../wire/fields.ts";
import { MessagingError } from "../provider.ts";
import { NeteaseRefusal, NOT_FOUND, type NeteaseApi } from "./netease-api.ts";

/** Where rooms are remembered beyond this process: shared by all nodes. */
export interface RoomDirectory {
  /** The service's number of the room; undefined when it has none yet. */
  find(room: string): Promise<string | undefined>;
  /** In place of what was there. */
  save(room: string, roomId: string): Promise<void>;
}

/** What a client needs to enter a room. */
export interface RoomAddress {
  readonly roomId: string;
  /** `host:port`, of the service's link servers. */
  readonly addresses: readonly string[];
}

interface KnownAddress {
  readonly address: Promise<RoomAddress>;
  /** Monotonic milliseconds. */
  readonly expiresAt: number;
}

/** Every page that opens the lane asks for it, and the calls of an application are few. */
const ADDRESS_LIFE_MS = 60_000;
const MAX_ADDRESSES = 1_000;
/** Of a room's name ("Create a chat room"). */
const MAX_NAME_CHARACTERS = 128;
/** `clienttype` of a browser ("Get the URL of a chat room"). */
const WEB_CLIENT = "1";

export class NeteaseRooms {
  readonly #api: NeteaseApi;
  readonly #account: string;
  readonly #directory: RoomDirectory;
  readonly #roomIds = new Map<string, Promise<string>>();
  readonly #addresses = new Map<string, KnownAddress>();

  constructor(api: NeteaseApi, account: string, directory: RoomDirectory) {
    this.#api = api;
    this.#account = account;
    this.#directory = directory;
  }

  /**
   * Makes a call of the room, which is made where there is none, and anew where the service has it no more.
   * @throws as NeteaseApi.call
   */
  async entered<Result>(room: string, call: (roomId: string) => Promise<Result>): Promise<Result> {
    const roomId = await this.#enter(room);
    try {
      return await call(roomId);
    } catch (error) {
      if (!(error instanceof NeteaseRefusal) || error.serviceCode !== NOT_FOUND) throw error;
      return await call(await this.#renew(room, roomId));
    }
  }

  #enter(room: string): Promise<string> {
    return this.#remembered(room, async () => (await this.#directory.find(room)) ?? this.#create(room));
  }

  /** In place of the number that the service has no more, unless another call has done so. */
  async #renew(room: string, gone: string): Promise<string> {
    const known = await this.#enter(room);
    if (known !== gone) return known;
    this.#roomIds.delete(room);
    this.#addresses.delete(room);
    return this.#remembered(room, () => this.#create(room));
  }

  /** @throws as NeteaseApi.call */
  address(room: string): Promise<RoomAddress> {
    const now = performance.now();
    const known = this.#addresses.get(room);
    if (known !== undefined && now < known.expiresAt) return known.address;
    const address = this.#requestAddress(room);
    address.catch(() => this.#addresses.delete(room));
    if (this.#addresses.size >= MAX_ADDRESSES) this.#addresses.clear();
    this.#addresses.set(room, { address, expiresAt: now + ADDRESS_LIFE_MS });
    return address;
  }

  #remembered(room: string, find: () => Promise<string>): Promise<string> {
    const known = this.#roomIds.get(room);
    if (known !== undefined) return known;
    const found = find();
    this.#roomIds.set(room, found);
    found.catch(() => this.#roomIds.delete(room));
    return found;
  }

  async #create(room: string): Promise<string> {
    const name = [...room].slice(0, MAX_NAME_CHARACTERS).join("");
    const answer = await this.#api.call("chatroom/create.action", { creator: this.#account, name });
    const roomId = roomIdOf(asFields(answer["chatroom"], "chatroom"));
    await this.#directory.save(room, roomId);
    return roomId;
  }

  async #requestAddress(room: string): Promise<RoomAddress> {
    return this.entered(room, async (roomId) => {
      const form = { roomid: roomId, accid: this.#account, clienttype: WEB_CLIENT };
      const answer = await this.#api.call("chatroom/requestAddr.action", form);
      return { roomId, addresses: listAt(answer, "addr", String) };
    });
  }
}

/** Forgets its rooms with the process, which then makes new ones. */
export function roomsInMemory(): RoomDirectory {
  const roomIds = new Map<string, string>();
  return {
    find: async (room) => roomIds.get(room),
    save: async (room, roomId) => void roomIds.set(room, roomId),
  };
}

/** A number in JSON. */
function roomIdOf({ roomid }: Fields): string {
  if (typeof roomid === "number" || typeof roomid === "string") return String(roomid);
  throw new MessagingError("unavailable", "The service has made a room without a number.");
}
