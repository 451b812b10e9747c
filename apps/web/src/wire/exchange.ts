// One exchange: a request and everything that follows it on its connection, both ways. Pieces in, units out; however
// the bytes were cut into pieces, the units are the same.
import { OneWay, type FoundUnit } from "./one-way.ts";
import type { Direction, Field, FieldName, Unit } from "./unit.ts";

export interface Piece {
  /** NaN where it was not noted. */
  readonly at: number;
  readonly type: Direction | "ended";
  /** Bytes of the exchange that went the same way before. */
  readonly offset: number;
  readonly bytes: Uint8Array;
}

/** What a protocol is for; all other fields are its cost. */
const PAYLOAD: ReadonlySet<FieldName> = new Set([
  "body",
  "chunk-data",
  "payload",
  "application message",
  "sse-name",
  "sse-value",
  "sse-comment",
  "sse-line-end",
  "sse-dispatch",
]);

export class Exchange {
  readonly #place: Pick<Unit, "connection" | "exchange">;
  readonly #ways: Readonly<Record<Direction, OneWay>>;
  readonly #next: Record<Direction, number> = { received: 0, sent: 0 };
  #method = "";
  #askedAt: number | undefined;

  constructor(place: Pick<Unit, "connection" | "exchange">) {
    this.#place = place;
    this.#ways = {
      received: new OneWay("received", () => false),
      sent: new OneWay("sent", () => this.#method === "HEAD"),
    };
  }

  take({ at, type, offset, bytes }: Piece): Unit[] {
    if (type === "ended") {
      return [...this.#finish("received", at), ...this.#finish("sent", at)];
    }
    const way = this.#ways[type];
    const missing = offset - this.#next[type];
    this.#next[type] = offset + bytes.length;
    const found = [...(missing > 0 ? way.lose(missing) : []), ...way.take(bytes)];
    return found.map((unit) => this.#complete(unit, type, at));
  }

  #finish(direction: Direction, at: number): Unit[] {
    return this.#ways[direction].end().map((unit) => this.#complete(unit, direction, at));
  }

  #complete(found: FoundUnit, direction: Direction, at: number): Unit {
    let { detail } = found;
    if (detail.type === "head") {
      const { head } = detail;
      if (head.isRequest) {
        this.#method = head.startLine[0];
        this.#askedAt = Number.isNaN(at) ? undefined : at;
      } else if (this.#askedAt !== undefined) detail = { ...detail, afterMs: at - this.#askedAt };
    }
    return { ...found, detail, ...this.#place, direction, at, payloadBytes: countPayload(found.fields) };
  }
}

function countPayload(fields: readonly Field[]): number {
  return fields.reduce((sum, { name, bitLength }) => sum + (PAYLOAD.has(name) ? bitLength / 8 : 0), 0);
}
