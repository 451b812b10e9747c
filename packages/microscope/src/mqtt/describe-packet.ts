// A control packet as a lesson: every bit with its name, its place and its section (MQTT 3.1.1 §2, §3), and what it breaks. For a
// microscope on captured bytes. Pure, and total: no bytes make it throw. SPEC MQ10–MQ20.
import { FieldReader } from "./field-reader.ts";
import type { MqttField } from "./fields.ts";
import { readBody, type PacketBody } from "./packet-body.ts";
import { packetType, type MqttSender, type MqttTypeName } from "./packet-types.ts";
import type { MqttViolationName } from "./violations.ts";

/** A remaining length has at most four bytes (§2.2.3). */
const MAX_LENGTH_BYTES = 4;
const PUBLISH = 3;

export interface MqttPacket extends PacketBody {
  /** 0 to 15. */
  readonly type: number;
  /** Undefined for 0 and 15, which are reserved. */
  readonly typeName: MqttTypeName | undefined;
  /** The four flags as one number. */
  readonly flags: number;
  /** The fixed header's. */
  readonly headerBytes: number;
  /** What the fixed header announces; undefined where it does not end in four bytes. */
  readonly remainingLength: number | undefined;
  /** Header and all; where the next packet begins, counted from this one. Undefined where no next one can be found. */
  readonly packetBytes: number | undefined;
  /** All of it is among the bytes given. */
  readonly isComplete: boolean;
  /** In the order of the wire, without gap or overlap; up to the end of the packet, or of the bytes given. */
  readonly fields: readonly MqttField[];
  /** What this packet breaks by itself, each once. */
  readonly violations: readonly MqttViolationName[];
}

export interface DescribePacketOptions {
  /** Where in `bytes` the packet begins; default 0. */
  readonly byteOffset?: number;
  /** Default `client`. */
  readonly sender?: MqttSender;
}

/**
 * Describes the packet that begins at `byteOffset`; undefined as long as its fixed header is not complete. Never throws. Linear in the
 * packet's bytes.
 */
export function describePacket(
  bytes: Uint8Array,
  { byteOffset = 0, sender = "client" }: DescribePacketOptions = {},
): MqttPacket | undefined {
  const reader = new FieldReader(bytes.subarray(byteOffset));
  const type = reader.number("packet type", 4) ?? 0;
  const flags = readFlags(reader, type);
  const remainingLength = readLength(reader);
  if (reader.isCut) return undefined;
  const headerBytes = reader.byteOffset;
  const given = bytes.length - byteOffset;
  const packetBytes = remainingLength === undefined ? undefined : headerBytes + remainingLength;
  const isComplete = packetBytes !== undefined && packetBytes <= given;
  if (packetBytes !== undefined) reader.endAt(packetBytes);
  checkHeader(reader, { type, flags, sender });
  const body =
    packetBytes === undefined ? readEndless(reader) : readWithin(reader, { type, flags, isComplete });
  return {
    type,
    typeName: packetType(type)?.name,
    flags,
    headerBytes,
    remainingLength,
    packetBytes,
    isComplete,
    fields: reader.fields,
    violations: reader.violations,
    ...body,
  };
}

/** Those of a PUBLISH have names (§3.3.1); all others are reserved (§2.2.2). */
function readFlags(reader: FieldReader, type: number): number {
  if (type !== PUBLISH) return reader.number("reserved flags", 4) ?? 0;
  const isDuplicate = reader.flag("DUP");
  const qos = reader.number("QoS", 2) ?? 0;
  const isRetained = reader.flag("RETAIN");
  return (isDuplicate ? 8 : 0) + 2 * qos + (isRetained ? 1 : 0);
}

/** §2.2.3: seven bits a byte, the least significant first. Undefined when it does not end. */
function readLength(reader: FieldReader): number | undefined {
  let length = 0;
  for (let digit = 0; digit < MAX_LENGTH_BYTES; digit += 1) {
    const continues = reader.flag("length continues");
    length += (reader.number("length digit", 7) ?? 0) * 128 ** digit;
    if (!continues) return length;
  }
  return undefined;
}

interface Header {
  readonly type: number;
  readonly flags: number;
}

function checkHeader(reader: FieldReader, header: Header & { readonly sender: MqttSender }): void {
  const { type, flags, sender } = header;
  const known = packetType(type);
  const qos = qosOf(flags);
  if (known === undefined) reader.violate("reserved-type");
  else if (known.sender !== "both" && known.sender !== sender) reader.violate("wrong-sender");
  if (known?.flags !== undefined && known.flags !== flags) reader.violate("wrong-flags");
  if (type === PUBLISH && qos === 3) reader.violate("qos-3");
  if (type === PUBLISH && qos === 0 && flags >= 8) reader.violate("dup-at-qos-0");
}

/** Where the packet ends is not known, and so nothing of what follows. */
function readEndless(reader: FieldReader): PacketBody {
  reader.violate("endless-length");
  reader.rest("unread");
  return {};
}

function readWithin(reader: FieldReader, header: Header & { readonly isComplete: boolean }): PacketBody {
  const known = packetType(header.type);
  const body = known === undefined ? {} : readBody(known.name, { reader, qos: qosOf(header.flags) });
  if (reader.isCut && header.isComplete) reader.violate("too-short");
  if (reader.leftBytes === 0) return body;
  if (known !== undefined) reader.violate("left-over");
  reader.rest("unread");
  return body;
}

function qosOf(flags: number): number {
  return (flags >> 1) & 3;
}
