// WebSocket frames as units: what rfc6455 gives of them, cut to the bytes that are there.
import { describeFrame, isControl, type FrameDescription } from "@hydra/rfc6455";
import type { Direction, Field, UnitKind } from "./unit.ts";

/** The frame that the bytes begin with; undefined until its header is there. */
export function readFrame(bytes: Uint8Array, direction: Direction): FrameDescription | undefined {
  // Its receiver judges it.
  return describeFrame(bytes, { role: direction === "received" ? "server" : "client" });
}

export function kindOfFrame({ header }: FrameDescription): UnitKind {
  return isControl(header.opcode) ? "control" : "message";
}

/** The frame's fields as far as there are bytes: an announced payload need not come. */
export function fieldsOfFrame({ fields }: FrameDescription, byteLength: number): Field[] {
  return fields
    .map(({ name, bitOffset, bitLength }) => ({
      name,
      bitOffset,
      bitLength: Math.min(bitLength, 8 * byteLength - bitOffset),
    }))
    .filter(({ bitLength }) => bitLength > 0);
}
