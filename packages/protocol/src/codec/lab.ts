// Reads what the server answers to the lab. SPEC PR80–PR86.
import type { LabAnswer, LaneLedger, TrafficAnswer, TrafficRunAnswer } from "../lab.ts";
import {
  asFields,
  booleanAt,
  decodeObject,
  idAt,
  integerAt,
  stringAt,
  timeAt,
  type Fields,
} from "@hydra/feed";

export function decodeLabAnswer(text: string): LabAnswer {
  const fields = decodeObject(text);
  return { weatherPort: portAt(fields, "weatherPort"), slowPort: portAt(fields, "slowPort") };
}

function portAt(fields: Fields, key: string): number | null {
  return fields[key] === null ? null : integerAt(fields, key, 1);
}

export function decodeTrafficAnswer(text: string): TrafficAnswer {
  const fields = decodeObject(text);
  const hitsPerSecond = timeAt(fields, "hitsPerSecond");
  return {
    labId: idAt(fields, "labId"),
    familyId: idAt(fields, "familyId"),
    hitsPerSecond,
    // Servers from before there was a total grant everything.
    grantedHitsPerSecond:
      fields["grantedHitsPerSecond"] === undefined ? hitsPerSecond : timeAt(fields, "grantedHitsPerSecond"),
    bots: integerAt(fields, "bots"),
    seed: integerAt(fields, "seed"),
    ...(fields["run"] === undefined ? {} : { run: runFrom(fields["run"]) }),
    hits: integerAt(fields, "hits"),
    refused: integerAt(fields, "refused"),
    late: integerAt(fields, "late"),
    leaseMs: integerAt(fields, "leaseMs"),
  };
}

function runFrom(value: unknown): TrafficRunAnswer {
  const fields = asFields(value, "The run");
  return {
    runId: idAt(fields, "runId"),
    runMs: integerAt(fields, "runMs", 1),
    attacks: integerAt(fields, "attacks"),
    fingerprint: stringAt(fields, "fingerprint"),
    isWhole: booleanAt(fields, "isWhole"),
    isOver: booleanAt(fields, "isOver"),
  };
}

export function decodeLaneLedger(text: string): LaneLedger {
  const fields = decodeObject(text);
  return {
    laneId: idAt(fields, "laneId"),
    connections: integerAt(fields, "connections"),
    open: integerAt(fields, "open"),
    requests: integerAt(fields, "requests"),
    bytesIn: integerAt(fields, "bytesIn"),
    bytesOut: integerAt(fields, "bytesOut"),
    frames: integerAt(fields, "frames"),
    skipped: integerAt(fields, "skipped"),
  };
}
