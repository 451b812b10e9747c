// Where a given figure comes from, as a sentence and an address.
import { useTranslation } from "../../i18n/use-translation.ts";
import { PRICES, PRICES_READ_ON, type Source } from "@hydra/what-if";
import { useVerdictWords } from "./use-verdict-words.ts";

export interface SourceWords {
  readonly text: string;
  readonly address: string | undefined;
}

export function useSourceWords(): (source: Source) => SourceWords {
  const { t } = useTranslation("traffic");
  const { lane: laneName } = useVerdictWords();
  return (source) => {
    switch (source.type) {
      case "entry":
        return { text: t("sources.entry"), address: undefined };
      case "run":
        return { text: t("sources.run", { lane: laneName(source.lane) }), address: undefined };
      case "own":
        return { text: t("sources.own", { reference: source.reference }), address: undefined };
      case "model":
        return { text: t("sources.model", { reference: source.reference }), address: source.address };
      case "price": {
        const row = PRICES.find(({ id }) => id === source.row);
        const { vendor = "", item = "", sourceDate: date = null, address } = row ?? {};
        if (source.isEdited) return { text: t("sources.priceEdited", { vendor, item }), address: undefined };
        const text =
          date === null
            ? t("sources.priceUndated", { vendor, item, readOn: PRICES_READ_ON })
            : t("sources.price", { vendor, item, date });
        return { text, address };
      }
    }
  };
}
