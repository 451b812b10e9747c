// Every transport of the feed as the pages show it: a row for each file beside this one.
import { TRANSPORTS, type TransportName } from "@hydra/protocol";
import type { Language } from "../i18n/languages.ts";
import { longPolling } from "./long-polling.ts";
import type { TransportLook, TransportWords } from "./look.ts";
import { polling } from "./polling.ts";
import { sse } from "./sse.ts";
import { websocketRaw } from "./websocket-raw.ts";
import { websocket } from "./websocket.ts";

export const LOOKS: Readonly<Record<TransportName, TransportLook>> = {
  polling,
  "long-polling": longPolling,
  sse,
  websocket,
  "websocket-raw": websocketRaw,
};

/** One kind of their words in a language, by transport. */
export function transportWords(
  language: Language,
  kind: keyof TransportWords,
): Record<TransportName, string> {
  const words = TRANSPORTS.map((transport) => [transport, LOOKS[transport].words[language][kind]] as const);
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- fromEntries forgets which keys there are
  return Object.fromEntries(words) as Record<TransportName, string>;
}
