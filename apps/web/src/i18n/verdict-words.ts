// A verdict's codes and numbers as sentences. Pure: words and formats come from whoever knows the language.
import type { Translate } from "./words.ts";
import type { Caveat, Reason } from "@hydra/measure";
import type { FineFormat } from "../hooks/use-fine-format.ts";

export interface Speaker {
  readonly t: Translate<"lab">;
  readonly format: FineFormat;
  /** A lane's name in the page's language. */
  laneName(lane: string): string;
}

type Coded<Code extends Reason["code"]> = Extract<Reason, { readonly code: Code }>;

export function reasonWords(reason: Reason, speaker: Speaker): string {
  const { t, format, laneName } = speaker;
  switch (reason.code) {
    case "freshest":
    case "as-fresh-as":
    case "unclear-beside":
    case "slower-than":
      return comparedWords(reason, speaker);
    case "fresh-enough":
    case "too-slow":
    case "waits-for-next-poll":
      return waitWords(reason, speaker);
    case "skips-versions":
    case "loses-updates":
    case "diverges":
    case "left-unfinished":
    case "had-outages":
    case "too-few-versions":
      return countWords(reason, speaker);
    case "fewest-bytes":
    case "more-bytes-than":
    case "fewest-requests":
    case "more-requests-than":
      return costWords(reason, speaker);
    case "shares-connections":
      return t(`verdict.reasons.${reason.code}`, { share: format.share(reason.busyShare) });
    case "as-good-without-broker":
      return t(`verdict.reasons.${reason.code}`, { lane: laneName(reason.lane) });
    case "resumes-beside-broker": {
      const { code, repaired, discarded } = reason;
      return t(`verdict.reasons.${code}`, { repaired, discarded });
    }
    case "loads-code":
      return t(`verdict.reasons.${reason.code}`, { bytes: format.bytes(reason.bytes) });
    case "holds-connection":
    case "not-in-ledger":
    case "broker-keeps-newest":
    case "broker-has-caps":
      return t(`verdict.reasons.${reason.code}`);
  }
}

function comparedWords(
  reason: Coded<"freshest" | "as-fresh-as" | "unclear-beside" | "slower-than">,
  { t, format, laneName }: Speaker,
): string {
  const lane = laneName(reason.lane);
  if (reason.code === "freshest") {
    return t("verdict.reasons.freshest", { lane, lead: format.fineLatency(reason.leadMs) });
  }
  const [low, high] = reason.within.map((ms) => format.difference(ms));
  if (reason.code !== "slower-than") return t(`verdict.reasons.${reason.code}`, { lane, low, high });
  const difference = format.fineLatency(reason.differenceMs);
  return t("verdict.reasons.slower-than", { lane, difference, low, high });
}

function waitWords(
  reason: Coded<"fresh-enough" | "too-slow" | "waits-for-next-poll">,
  { t, format }: Speaker,
): string {
  if (reason.code === "waits-for-next-poll") {
    const [p50, interval] = [format.fineLatency(reason.p50Ms), format.latency(reason.pollIntervalMs)];
    return t(`verdict.reasons.${reason.code}`, { p50, interval });
  }
  const [p95, limit] = [format.fineLatency(reason.p95Ms), format.latency(reason.limitMs)];
  return t(`verdict.reasons.${reason.code}`, { p95, limit });
}

function countWords(
  reason: Coded<
    "skips-versions" | "loses-updates" | "diverges" | "left-unfinished" | "had-outages" | "too-few-versions"
  >,
  { t, format }: Speaker,
): string {
  switch (reason.code) {
    case "skips-versions":
      return t(`verdict.reasons.${reason.code}`, { share: format.share(reason.share) });
    case "loses-updates":
      return t(`verdict.reasons.${reason.code}`, { missed: reason.missed, repeated: reason.repeated });
    case "diverges":
      return t(`verdict.reasons.${reason.code}`, { diverged: reason.diverged });
    case "left-unfinished":
      return t(`verdict.reasons.${reason.code}`, { versions: reason.versions });
    case "had-outages":
      return t(`verdict.reasons.${reason.code}`, {
        outages: reason.outages,
        worst: format.latency(reason.worstMs),
      });
    case "too-few-versions":
      if (reason.versions === 0) return t("verdict.reasons.nothing-came");
      return t(`verdict.reasons.${reason.code}`, { versions: reason.versions, needed: reason.needed });
  }
}

function costWords(
  reason: Coded<"fewest-bytes" | "more-bytes-than" | "fewest-requests" | "more-requests-than">,
  { t, format, laneName }: Speaker,
): string {
  switch (reason.code) {
    case "fewest-bytes":
      return t(`verdict.reasons.${reason.code}`, { bandwidth: format.bandwidth(reason.bytesPerSecond) });
    case "fewest-requests":
      if (reason.requestsPerSecond === 0) return t("verdict.reasons.fewest-requests-none");
      return t(`verdict.reasons.${reason.code}`, { rate: format.rate(reason.requestsPerSecond) });
    case "more-bytes-than":
    case "more-requests-than": {
      const lane = laneName(reason.lane);
      if (reason.factor !== null) {
        return t(`verdict.reasons.${reason.code}`, { factor: format.rate(reason.factor), lane });
      }
      const isBytes = reason.code === "more-bytes-than";
      return t(`verdict.reasons.${isBytes ? "more-bytes-at-all" : "more-requests-at-all"}`, { lane });
    }
  }
}

export function caveatWords(caveat: Caveat, { t, format }: Speaker): string {
  switch (caveat.code) {
    case "clock-uncertain":
      return t(`verdict.caveat.${caveat.code}`, {
        uncertainty: format.fineLatency(caveat.uncertaintyMs),
        p50: format.fineLatency(caveat.p50Ms),
      });
    case "versions-unaccounted":
      return t(`verdict.caveat.${caveat.code}`, { versions: caveat.versions });
    case "too-short":
      return t(`verdict.caveat.${caveat.code}`, {
        needed: caveat.needed,
        time: format.duration(caveat.neededMs),
      });
    case "nothing-to-compare":
      return t(`verdict.caveat.${caveat.code}`);
  }
}
