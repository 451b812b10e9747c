// The `ws` library's own receiver and sender as a second opinion; its types leave them out.
import type { Writable } from "node:stream";
import { Receiver, Sender } from "ws";
import { DEFAULT_LIMITS, type Opcode } from "../src/index.ts";
import { concat, toHex } from "./bytes.ts";

declare module "ws" {
  export class Receiver extends Writable {
    constructor(options: { isServer: boolean; maxPayload: number });
  }
  export const Sender: {
    frame(
      data: Buffer,
      options: {
        fin: boolean;
        opcode: number;
        mask: boolean;
        generateMask(mask: Buffer): void;
        readOnly: true;
      },
    ): Buffer[];
  };
}

/** What was read, as `["text", hex]`, `["ping", hex]`, `["close", code, reason]`; 1005 is a Close without a code. */
export type Read = readonly [type: string, ...values: (string | number)[]];

export interface Reading {
  readonly events: readonly Read[];
  /** The close code for what was refused, which ended it. */
  readonly refusedWith?: number;
}

/** Reads with `ws`; `isServer` reads what a client sent. */
export async function readWithWs(bytes: Uint8Array, { isServer }: { isServer: boolean }): Promise<Reading> {
  const events: Read[] = [];
  const receiver = new Receiver({ isServer, maxPayload: DEFAULT_LIMITS.maxMessageBytes });
  receiver.on("message", (payload: Buffer, isBinary: boolean) =>
    events.push([isBinary ? "binary" : "text", toHex(payload)]),
  );
  receiver.on("ping", (payload: Buffer) => events.push(["ping", toHex(payload)]));
  receiver.on("pong", (payload: Buffer) => events.push(["pong", toHex(payload)]));
  receiver.on("conclude", (code: number, reason: Buffer) => events.push(["close", code, reason.toString()]));
  receiver.on("error", () => {});
  const error = await new Promise<Error | null | undefined>((resolve) => {
    // It unmasks in place.
    receiver.write(Buffer.from(bytes), resolve);
  });
  return error instanceof Error ? { events, refusedWith: closeCodeOf(error) } : { events };
}

/** It hides the code under a symbol. */
function closeCodeOf(error: Error): number {
  for (const symbol of Object.getOwnPropertySymbols(error)) {
    const value: unknown = Reflect.get(error, symbol);
    if (typeof value === "number") return value;
  }
  throw error;
}

export interface FrameForWs {
  readonly opcode: Opcode;
  readonly fin: boolean;
  readonly payload: Uint8Array;
  /** Four octets; null: not masked. */
  readonly key: Uint8Array | null;
}

/** Writes with `ws`. */
export function frameWithWs({ opcode, fin, payload, key }: FrameForWs): Uint8Array {
  const parts = Sender.frame(Buffer.from(payload), {
    fin,
    opcode,
    mask: key !== null,
    generateMask: (mask) => mask.set(key ?? []),
    readOnly: true,
  });
  return concat(parts);
}
