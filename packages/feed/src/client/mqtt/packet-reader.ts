// Cuts a broker's bytes into MQTT control packets (MQTT 3.1.1 §2), however they are spread over WebSocket messages (§6). It stands
// before the codec's own reader, which takes a remaining length of any size and form. Pure; no I/O. SPEC MC3.
import { DecodeError } from "../../wire/decode-error.ts";
import { MAX_EVENT_LENGTH } from "../../wire/limits.ts";

/** What an event stream may have, in UTF-8. */
const MAX_PACKET_BYTES = 3 * MAX_EVENT_LENGTH;
/** A remaining length has at most four bytes (§2.2.3). */
const MAX_FIXED_HEADER_BYTES = 5;
const LEAST_PACKET_BYTES = 2;

export class PacketReader {
  #pieces: Uint8Array[] = [];
  #heldBytes = 0;
  /** No packet, or no more of its length, can be read before so many are there. */
  #neededBytes = LEAST_PACKET_BYTES;

  /**
   * Takes the next bytes, and calls `onPacket` for every packet that they complete. Cost is linear in the bytes; holds at most one
   * packet. A packet may share memory with `bytes`.
   * @throws DecodeError when they can be no MQTT
   */
  feed(bytes: Uint8Array, onPacket: (packet: Uint8Array) => void): void {
    this.#pieces.push(bytes);
    this.#heldBytes += bytes.length;
    while (this.#heldBytes >= this.#neededBytes) {
      const held = this.#join();
      const length = packetLength(held);
      this.#neededBytes = length ?? held.length + 1;
      if (length === undefined || held.length < length) continue;
      this.#pieces = [held.subarray(length)];
      this.#heldBytes -= length;
      this.#neededBytes = LEAST_PACKET_BYTES;
      onPacket(held.subarray(0, length));
    }
  }

  #join(): Uint8Array {
    const [first, second] = this.#pieces;
    if (first !== undefined && second === undefined) return first;
    const held = new Uint8Array(this.#heldBytes);
    let at = 0;
    for (const piece of this.#pieces) {
      held.set(piece, at);
      at += piece.length;
    }
    this.#pieces = [held];
    return held;
  }
}

/** Fixed header and all; undefined until the length is there. @throws DecodeError */
function packetLength(held: Uint8Array): number | undefined {
  let remaining = 0;
  for (let at = 1; at < MAX_FIXED_HEADER_BYTES; at += 1) {
    const byte = held[at];
    if (byte === undefined) return undefined;
    remaining += (byte & 0x7f) * 128 ** (at - 1);
    if (byte >= 0x80) continue;
    if (remaining > MAX_PACKET_BYTES) throw new DecodeError(`The broker announces ${remaining} bytes.`);
    return at + 1 + remaining;
  }
  throw new DecodeError("The broker's packet has no length.");
}
