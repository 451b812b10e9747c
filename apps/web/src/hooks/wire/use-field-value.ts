// What a field holds in this unit, in a form that people read.
import { useTranslation } from "../../i18n/use-translation.ts";
import { packetTypeName, type MqttFieldName } from "@hydra/microscope";
import { opcodeName } from "@hydra/rfc6455";
import { useFormat } from "../use-format.ts";
import { hexOf } from "../../wire/hex.ts";
import { toLatin1 } from "../../wire/layout.ts";
import { isMqttField, toneOf } from "../../wire/sections.ts";
import type { Field, Unit } from "../../wire/unit.ts";

/** Longer values are in the dump. */
const MAX_LENGTH = 120;

export function useFieldValue(unit: Unit, field: Field): string {
  const { t } = useTranslation("wire");
  const format = useFormat();
  const { name, bitOffset, bitLength } = field;
  const { detail, bytes } = unit;
  const own = bytes.subarray(Math.floor(bitOffset / 8), Math.ceil((bitOffset + bitLength) / 8));
  if (detail.type !== "frame") {
    if (name === "chunk-size")
      return `0x${toLatin1(own)} = ${format.bytes(Number.parseInt(toLatin1(own), 16))}`;
    if (toneOf(name) === "glue") return Array.from(own, hexOf).join(" ");
    return name === "body" || name === "chunk-data" ? format.bytes(own.length) : shorten(toLatin1(own));
  }
  if (isMqttField(name)) {
    if (field.value === undefined)
      return field.text === undefined ? format.bytes(own.length) : shorten(field.text);
    return bitLength === 1 ? t(field.value === 1 ? "values.yes" : "values.no") : numberOf(field.value, name);
  }
  const { header, payload } = detail.frame;
  switch (name) {
    case "FIN":
      return t(header.fin ? "values.yes" : "values.no");
    case "MASK":
      return t(header.masked ? "values.yes" : "values.no");
    case "RSV1":
      return t(header.rsv1 ? "values.yes" : "values.no");
    case "RSV2":
      return t(header.rsv2 ? "values.yes" : "values.no");
    case "RSV3":
      return t(header.rsv3 ? "values.yes" : "values.no");
    case "opcode":
      return `0x${header.opcode.toString(16).toUpperCase()} ${opcodeName(header.opcode) ?? ""}`.trim();
    case "payload length":
      return String(header.shortLength);
    case "extended payload length":
      return String(header.payloadLength);
    case "payload":
      return format.bytes(payload.length);
    default:
      return Array.from(own, hexOf).join(" ");
  }
}

function numberOf(value: number, name: MqttFieldName): string {
  if (name === "packet type") return `${value} ${packetTypeName(value) ?? ""}`.trim();
  return name === "subscribe return code" ? `0x${hexOf(value)}` : String(value);
}

function shorten(text: string): string {
  return text.length <= MAX_LENGTH ? text : `${text.slice(0, MAX_LENGTH)}…`;
}
