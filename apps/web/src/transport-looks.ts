// Every transport of the feed as the pages show it: each is a file of `transports/`, found by its name.
import { tableOf, type TransportName } from "@hydra/protocol";
import type { Language } from "./i18n/languages.ts";
import type { TransportLook, TransportWords } from "./transport-look.ts";

const FILES = import.meta.glob<TransportLook>("./transports/*.ts", { eager: true, import: "look" });

export const LOOKS: Readonly<Record<TransportName, TransportLook>> = tableOf((transport) => {
  const look = FILES[`./transports/${transport}.ts`];
  if (look === undefined) throw new Error(`src/transports/${transport}.ts is missing`);
  return look;
});

/** One kind of their words in a language, by transport. */
export function transportWords(
  language: Language,
  kind: keyof TransportWords,
): Record<TransportName, string> {
  return tableOf((transport) => LOOKS[transport].words[language][kind]);
}
