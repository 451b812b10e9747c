// WebSocket frames as units: what rfc6455 gives of them, cut to the bytes that are there.
import { describeFrame, isControl, OPCODES, type FrameDescription } from "@hydra/rfc6455";
import { concatenate } from "./packets.ts";
import type { Direction, Field, Unit, UnitKind } from "./unit.ts";

/** The frame that the bytes begin with; undefined until its header is there. */
export function readFrame(bytes: Uint8Array, direction: Direction): FrameDescription | undefined {
  // Its receiver judges it.
  return describeFrame(bytes, { role: direction === "received" ? "server" : "client" });
}

export function kindOfFrame({ header }: FrameDescription): UnitKind {
  return isControl(header.opcode) ? "control" : "message";
}

/** Whether it has bytes of binary messages, in which alone MQTT is [MQTT-6.0.0-1]. */
export function isDataFrame({ header: { opcode } }: FrameDescription): boolean {
  return opcode === OPCODES.binary || opcode === OPCODES.continuation;
}

/** The unit's bytes with a frame's payload as its sender had it. */
export function plainBytes({ bytes, detail }: Unit): Uint8Array {
  if (detail.type !== "frame" || !detail.frame.header.masked) return bytes;
  return concatenate(bytes.subarray(0, detail.frame.header.byteLength), detail.frame.payload);
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
