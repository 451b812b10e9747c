// Names the bits of a packet one field after the other, so that none is left out and none is named twice. Where the bytes end within
// a field, that is cut, and nothing is read any more. Never throws. SPEC MQ10–MQ12.
import { decodeUtf8 } from "@hydra/rfc6455";
import type { MqttField, MqttFieldName, MqttPart } from "./fields.ts";
import type { MqttViolationName } from "./violations.ts";

const BYTE = 8;

export class FieldReader {
  readonly fields: MqttField[] = [];
  readonly violations: MqttViolationName[] = [];
  part: MqttPart = "fixed header";
  readonly #bytes: Uint8Array;
  /** Where nothing belongs to the packet any more. */
  #endBit: number;
  #bit = 0;
  #isCut = false;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
    this.#endBit = BYTE * bytes.length;
  }

  /** A field could not be read whole. */
  get isCut(): boolean {
    return this.#isCut;
  }

  get byteOffset(): number {
    return this.#bit / BYTE;
  }

  get leftBytes(): number {
    return this.#isCut ? 0 : (this.#endBit - this.#bit) / BYTE;
  }

  /** The packet has only so many bytes of those given. */
  endAt(byteLength: number): void {
    this.#endBit = Math.min(this.#endBit, BYTE * byteLength);
  }

  /** At most 16 bits, which do not straddle a byte unless they are whole ones. Undefined when they are not there. */
  number(name: MqttFieldName, bitLength: number, label?: MqttFieldName): number | undefined {
    if (!this.#has(name, bitLength)) return undefined;
    const first = Math.floor(this.#bit / BYTE);
    const last = Math.floor((this.#bit + bitLength - 1) / BYTE);
    let value = 0;
    for (let at = first; at <= last; at += 1) value = value * 256 + (this.#bytes[at] ?? 0);
    value = (value >> (BYTE * (last + 1) - this.#bit - bitLength)) & (2 ** bitLength - 1);
    this.#add(name, bitLength, { value, ...(label === undefined ? {} : { label }) });
    return value;
  }

  flag(name: MqttFieldName): boolean {
    return this.number(name, 1) === 1;
  }

  /** §1.5.3: two bytes of length, then UTF-8. Undefined when it is cut, or is no text. */
  string(name: MqttFieldName): string | undefined {
    const bytes = this.#prefixed("string length", name);
    if (bytes === undefined) return undefined;
    const text = decodeUtf8(bytes);
    if (text === undefined) this.violate("not-utf8");
    else if (text.includes("\0")) this.violate("null-character");
    this.#add(name, BYTE * bytes.length, text === undefined ? {} : { text });
    return text;
  }

  /** §3.1.3: two bytes of length, then any bytes. */
  data(name: MqttFieldName): void {
    const bytes = this.#prefixed("data length", name);
    if (bytes !== undefined) this.#add(name, BYTE * bytes.length);
  }

  /** Everything up to the end. @returns a copy */
  rest(name: MqttFieldName): Uint8Array {
    const end = this.#isCut ? this.byteOffset : this.#endBit / BYTE;
    // Of a Buffer, `slice` is no copy.
    const bytes = Uint8Array.from(this.#bytes.subarray(this.byteOffset, end));
    this.#add(name, BYTE * bytes.length);
    return bytes;
  }

  violate(name: MqttViolationName): void {
    if (!this.violations.includes(name)) this.violations.push(name);
  }

  #prefixed(lengthName: "string length" | "data length", name: MqttFieldName): Uint8Array | undefined {
    const length = this.number(lengthName, 2 * BYTE, name);
    if (length === undefined || !this.#has(name, BYTE * length)) return undefined;
    return this.#bytes.subarray(this.byteOffset, this.byteOffset + length);
  }

  /** Otherwise what there is of it is named, without a value. */
  #has(name: MqttFieldName, bitLength: number): boolean {
    if (this.#isCut) return false;
    if (this.#bit + bitLength <= this.#endBit) return true;
    this.#add(name, this.#endBit - this.#bit);
    this.#isCut = true;
    return false;
  }

  #add(name: MqttFieldName, bitLength: number, content: Partial<MqttField> = {}): void {
    if (bitLength === 0) return;
    this.fields.push({ name, part: this.part, bitOffset: this.#bit, bitLength, ...content });
    this.#bit += bitLength;
  }
}
