// What a unit is, in a few words of the page's language.
import { useTranslation } from "../../i18n/use-translation.ts";
import type { DecodedServerSentEvent } from "@hydra/protocol";
import { decodeUtf8, type FrameDescription } from "@hydra/rfc6455";
import type { PacketPart } from "../../wire/packets.ts";
import type { Unit } from "../../wire/unit.ts";
import { useFineFormat } from "../use-fine-format.ts";

/** Longest summary worth measuring out. */
const MAX_SUMMARY = 160;

export interface UnitWords {
  /** One line about what it holds. */
  summary(unit: Unit): string;
}

export function useUnitWords(): UnitWords {
  const { t } = useTranslation("wire");
  const format = useFineFormat();
  return {
    summary(unit) {
      const { detail } = unit;
      switch (detail.type) {
        case "head": {
          const { startLine, isRequest } = detail.head;
          if (isRequest) return `${startLine[0]} ${startLine[1]}`.slice(0, MAX_SUMMARY);
          const status = `${startLine[1]} ${startLine[2]}`;
          if (detail.afterMs === undefined) return status;
          return `${status} · ${t("list.after", { time: format.fineLatency(detail.afterMs) })}`;
        }
        case "chunk":
          if (detail.isLast) return t("list.lastChunk");
          return detail.events.map(eventSummary).join(" · ") || retryOf(unit) || t("list.noEvent");
        case "frame":
          return detail.packets === undefined
            ? frameSummary(detail.frame)
            : detail.packets.map(packetSummary).join(" · ").slice(0, MAX_SUMMARY);
        case "lost":
          return t("list.lostHere", { bytes: format.bytes(detail.lostBytes) });
        case "unread": {
          const isBody = unit.fields[0]?.name === "body";
          return t(isBody ? "list.body" : "list.unread", { bytes: format.bytes(unit.bytes.length) });
        }
      }
    },
  };
}

function eventSummary({ event, lastEventId }: DecodedServerSentEvent): string {
  return lastEventId === "" ? event : `${event} ${lastEventId}`;
}

/** A chunk without an event mostly sets the pause before a reconnect. */
function retryOf({ fields, bytes }: Unit): string {
  const field = fields.find(({ name, label }) => name === "sse-value" && label === "retry");
  if (field === undefined) return "";
  return `retry ${textOf(bytes.subarray(field.bitOffset / 8, (field.bitOffset + field.bitLength) / 8))}`;
}

function frameSummary({ opcodeName, header, close, payload }: FrameDescription): string {
  const name = opcodeName ?? `0x${header.opcode.toString(16).toUpperCase()}`;
  if (close !== undefined) return [name, close.code, close.reason].filter(Boolean).join(" ");
  const text = header.opcode === 2 ? "" : textOf(payload.subarray(0, MAX_SUMMARY));
  return `${name} ${text}`.trim().slice(0, MAX_SUMMARY);
}

function packetSummary({ packet: { type, typeName, topic = "", message } }: PacketPart): string {
  const text = message === undefined ? "" : textOf(message.subarray(0, MAX_SUMMARY));
  return `${typeName ?? `0x${type.toString(16)}`} ${topic} ${text}`.trim();
}

/** Whatever of it is text. */
export function textOf(bytes: Uint8Array): string {
  return decodeUtf8(bytes) ?? new TextDecoder().decode(bytes);
}
