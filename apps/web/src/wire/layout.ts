// Names runs of bytes one after the other, so that no byte is left out and none is named twice.
import type { Field, FieldName } from "./unit.ts";

export interface Layout {
  readonly fields: Field[];
  /** Names the next `byteLength` bytes; nothing when there are none. */
  add(name: FieldName, byteLength: number, label?: string): void;
}

export function createLayout(): Layout {
  const fields: Field[] = [];
  let bitOffset = 0;
  return {
    fields,
    add(name, byteLength, label) {
      if (byteLength === 0) return;
      const bitLength = 8 * byteLength;
      fields.push({ name, bitOffset, bitLength, ...(label === undefined ? {} : { label }) });
      bitOffset += bitLength;
    },
  };
}

/** One character a byte (ISO 8859-1), as HTTP heads are read. */
export function toLatin1(bytes: Uint8Array): string {
  let text = "";
  // Not all at once: a call takes only so many arguments.
  for (let at = 0; at < bytes.length; at += 8_192) {
    text += String.fromCharCode(...bytes.subarray(at, at + 8_192));
  }
  return text;
}
