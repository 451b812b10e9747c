// A verdict's codes and numbers as sentences in the page's language.
import { useTranslation } from "../../i18n/use-translation.ts";
import type { Caveat, Reason } from "@hydra/measure";
import { TRANSPORTS } from "@hydra/protocol";
import { caveatWords, reasonWords } from "../../i18n/verdict-words.ts";
import { useFineFormat } from "../use-fine-format.ts";

export interface VerdictWords {
  lane(lane: string): string;
  reason(reason: Reason): string;
  caveat(caveat: Caveat): string;
}

export function useVerdictWords(): VerdictWords {
  const { t } = useTranslation("lab");
  const { t: words } = useTranslation();
  const format = useFineFormat();
  const laneName = (lane: string): string => {
    const transport = TRANSPORTS.find((candidate) => candidate === lane);
    return transport === undefined ? lane : words(`transport.names.${transport}`);
  };
  const speaker = { t, format, laneName };
  return {
    lane: laneName,
    reason: (reason) => reasonWords(reason, speaker),
    caveat: (caveat) => caveatWords(caveat, speaker),
  };
}
