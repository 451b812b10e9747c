// A lab for as long as its page is open, set up by the page's address.
import { Lab } from "../../stores/lab/lab.ts";
import { readEntry } from "../../stores/lab/what-if-entry.ts";
import { findPlace } from "../../stores/lab/place.ts";
import { decodeSetUp, weatherOf } from "@hydra/lab";
import { translationOf } from "../../i18n/index.ts";
import { noteError, noteTrouble } from "../../stores/notices.ts";
import { server } from "../../stores/server.ts";
import { useOpening, type Opening } from "./use-opening.ts";

export interface OpenLab {
  readonly lab: Lab;
  /** What of the address cannot be used. */
  readonly unusable: readonly string[];
  close(): void;
}

export function useLab(): Opening<OpenLab> {
  return useOpening(openLab);
}

async function openLab(signal: AbortSignal): Promise<OpenLab> {
  const params = new URLSearchParams(location.search);
  const { setUp, unusable } = decodeSetUp(params);
  const { entry, unusable: unusableEntry } = readEntry(params);
  const place = await findPlace({
    api: { ...server, signal },
    location,
    familyId: params.get("family"),
    weather: weatherOf(setUp),
  });
  signal.throwIfAborted();
  const onCrowded = (): void => noteError(translationOf("lab")("crowded"), "crowded");
  const lab = new Lab({ place, setUp, onTrouble: noteTrouble, onCrowded });
  lab.entry.setState(entry);
  const unmet = (["weather", "slow"] as const).filter((name) => lab.setUp[name] !== setUp[name]);
  return { lab, unusable: [...unusable, ...unusableEntry, ...unmet], close: () => lab.close() };
}
