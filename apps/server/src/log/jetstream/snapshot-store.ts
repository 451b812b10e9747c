// Snapshots of the state in a stream of their own beside the log's: parts, and a last message that makes them count
// (SPEC EL37). Any node may write one and any may load it. One that lacks a part or was spoilt counts as none.
import { createHash, randomBytes } from "node:crypto";
import { DiscardPolicy, JetStreamApiError, RetentionPolicy, StorageType } from "@nats-io/jetstream";
import type { StateSnapshot } from "../event-log.ts";
import type { StreamAccess } from "./stream-access.ts";

/** Well below the smallest message a server takes by default, 1 MiB. */
const PART_BYTES = 256 * 1024;
const KEPT = 2;
const STREAM_NOT_FOUND = 10_059;

/** A whole snapshot as it stands in the stream. */
interface Found {
  readonly seq: number;
  readonly subject: string;
  /** Place of its last message: of two snapshots of one seq the later one counts. */
  readonly place: number;
  /** False when one of its messages is gone. */
  readonly isWhole: boolean;
  /** Of its parts, in order. */
  readonly places: readonly number[];
  readonly sha256: string;
}

export class SnapshotStore {
  readonly #access: StreamAccess;
  readonly #name: string;
  /** Subjects of this log's life: what an older one left behind is not found. */
  readonly #prefix: string;

  constructor(access: StreamAccess, epoch: string) {
    this.#access = access;
    this.#name = `${access.name}_SNAPSHOTS`;
    this.#prefix = `hydra-snapshot.${access.name}.${epoch}`;
  }

  /** Stores it in parts and removes all that are older than the newest two of its format. */
  async save(format: string, { seq, state }: StateSnapshot): Promise<void> {
    const { client } = this.#access;
    await this.#makeStream();
    const subject = `${this.#prefix}.${token(format)}.${seq}.${randomBytes(6).toString("hex")}`;
    const bytes = Buffer.from(state);
    const places: number[] = [];
    for (let at = 0; at < bytes.length; at += PART_BYTES) {
      places.push((await client.publish(subject, bytes.subarray(at, at + PART_BYTES))).seq);
    }
    await client.publish(subject, JSON.stringify({ seq, places, sha256: sha256Of(bytes) }));
    await this.#dropOld(format);
  }

  /** The newest whole one of this format that is not from beyond `head`. */
  async load(format: string, head: number): Promise<StateSnapshot | undefined> {
    for (const found of await this.#find(format)) {
      if (found.seq > head) continue;
      const state = await this.#read(found);
      if (state !== undefined) return { seq: found.seq, state };
    }
    return undefined;
  }

  /** Seq of the newest whole one, 0 when there is none; cheap, unlike loading it. */
  async newestSeq(format: string): Promise<number> {
    return (await this.#find(format))[0]?.seq ?? 0;
  }

  /** Seq of the newest, whole or not, whatever its format; 0 when there is none. */
  async newestSeqOfAny(): Promise<number> {
    const subjects = await this.#subjects(`${this.#prefix}.>`);
    return Math.max(0, ...subjects.map(([subject]) => this.#seqOf(subject)));
  }

  /** Newest first. */
  async #find(format: string): Promise<Found[]> {
    const found: Found[] = [];
    for (const [subject, messages] of await this.#subjects(`${this.#prefix}.${token(format)}.>`)) {
      const last = await this.#access.manager.streams
        .getMessage(this.#name, { last_by_subj: subject })
        .catch(noneIfMissing);
      const end = last === undefined || last === null ? undefined : parseEnd(last.string());
      if (!last || end === undefined) continue;
      const isWhole = messages === end.places.length + 1;
      found.push({ ...end, subject, place: last.seq, isWhole });
    }
    return found.sort((a, b) => b.seq - a.seq || b.place - a.place);
  }

  async #read({ places, sha256 }: Found): Promise<string | undefined> {
    const parts: Uint8Array[] = [];
    for (const seq of places) {
      const part = await this.#access.manager.streams.getMessage(this.#name, { seq }).catch(noneIfMissing);
      parts.push(part?.data ?? Buffer.alloc(0));
    }
    const bytes = Buffer.concat(parts);
    return sha256Of(bytes) === sha256 ? bytes.toString() : undefined;
  }

  /** Drops those of an older life, and of any format those of an entry before `seq`: they lead to nothing that is there. */
  async dropBefore(seq: number): Promise<void> {
    await this.#drop((subject) => !subject.startsWith(`${this.#prefix}.`) || this.#seqOf(subject) < seq);
  }

  /** What is not whole may be being written by another node, unless it is older than what is kept. */
  async #dropOld(format: string): Promise<void> {
    const whole = (await this.#find(format)).filter(({ isWhole }) => isWhole);
    const kept = new Set(whole.slice(0, KEPT).map(({ subject }) => subject));
    const oldestKept = whole[KEPT - 1]?.seq ?? 0;
    const own = `${this.#prefix}.${token(format)}.`;
    await this.#drop((subject) => {
      if (!subject.startsWith(`${this.#prefix}.`)) return true;
      return subject.startsWith(own) && !kept.has(subject) && this.#seqOf(subject) <= oldestKept;
    });
  }

  async #drop(isOld: (subject: string) => boolean): Promise<void> {
    const { manager, name } = this.#access;
    for (const [subject] of await this.#subjects(`hydra-snapshot.${name}.>`)) {
      if (isOld(subject)) await manager.streams.purge(this.#name, { filter: subject });
    }
  }

  /** Of the snapshot that a subject belongs to; 0 when it is not one. */
  #seqOf(subject: string): number {
    const seq = Number(subject.slice(this.#prefix.length).split(".")[2]);
    return Number.isSafeInteger(seq) ? seq : 0;
  }

  /** With how many messages each has. */
  async #subjects(filter: string): Promise<[subject: string, messages: number][]> {
    try {
      const info = await this.#access.manager.streams.info(this.#name, { subjects_filter: filter });
      return Object.entries(info.state.subjects ?? {});
    } catch (error) {
      return noneIfMissing(error) ?? [];
    }
  }

  async #makeStream(): Promise<void> {
    const { manager, name } = this.#access;
    const log = await manager.streams.info(name);
    await manager.streams.add({
      name: this.#name,
      subjects: [`hydra-snapshot.${name}.>`],
      retention: RetentionPolicy.Limits,
      storage: StorageType.File,
      discard: DiscardPolicy.New,
      num_replicas: log.config.num_replicas,
    });
  }
}

function parseEnd(text: string): Pick<Found, "seq" | "places" | "sha256"> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value !== "object" || value === null) return undefined;
    const { seq, places, sha256 }: { seq?: unknown; places?: unknown; sha256?: unknown } = value;
    if (typeof seq !== "number" || typeof sha256 !== "string" || !Array.isArray(places)) return undefined;
    return { seq, places: places.map(Number), sha256 };
  } catch {
    return undefined;
  }
}

function sha256Of(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}

/** A format as one token of a subject. */
function token(format: string): string {
  return Buffer.from(format).toString("base64url") || "_";
}

function noneIfMissing(error: unknown): undefined {
  if (error instanceof JetStreamApiError && (error.status === 404 || error.code === STREAM_NOT_FOUND)) return;
  throw error;
}
