// What the automatic choice remembers from page to page: the transport that got through, what did not, and until when that is
// believed. Text from outside: what cannot be read, or is older than it may be, counts as nothing. SPEC AT10.
import { isTransportName, type TransportName } from "../wire/transports.ts";
import type { AutoMemory, Blocked } from "./auto-types.ts";
import type { Obstacle } from "./transport.ts";
import { LADDER } from "./ladder.ts";

/** How long what was found is believed, the first time and when it was found again. */
const AGES_MS = [600_000, 3_600_000, 86_400_000] as const;
/** Ages differ by up to this share, so that a crowd does not try again together. */
const SPREAD = 0.2;

export interface Found {
  readonly transport: TransportName;
  readonly blocked: readonly Blocked[];
}

/** What was found, and is believed until then, by Date.now(). */
export interface Believed extends Found {
  readonly until: number;
}

export interface Recollection {
  read(): Believed | undefined;
  /** @returns until when it is believed, by Date.now() */
  keep(found: Found): number;
  forget(): void;
}

interface Kept extends Believed {
  /** Index of the age that ends at `until`. */
  readonly age: number;
}

export function createRecollection(memory: AutoMemory | undefined, random: () => number): Recollection {
  let last = readKept(memory);
  return {
    read() {
      // A clock that was set back must not make it last for years.
      const leftMs = (last?.until ?? 0) - Date.now();
      return leftMs > 0 && leftMs <= (1 + SPREAD) * AGES_MS[2] ? last : undefined;
    },
    keep(found) {
      // Found once more before that was old, on another rung or in a trial that was hurried, it is still the first time.
      const isOld = last !== undefined && last.until <= Date.now();
      const age = Math.min((last?.age ?? 0) + (isOld ? 1 : 0), AGES_MS.length - 1);
      const until = Date.now() + (AGES_MS[age] ?? AGES_MS[0]) * (1 + SPREAD * (2 * random() - 1));
      last = { ...found, until, age };
      memory?.write(JSON.stringify(last));
      return until;
    },
    forget() {
      if (last !== undefined) memory?.write(null);
      last = undefined;
    },
  };
}

function readKept(memory: AutoMemory | undefined): Kept | undefined {
  const text = memory?.read() ?? null;
  if (text === null) return undefined;
  try {
    const kept: unknown = JSON.parse(text);
    return isKept(kept) ? kept : undefined;
  } catch {
    return undefined;
  }
}

const OBSTACLES: readonly unknown[] = [
  "refused",
  "origin",
  "silent",
  "held-back",
  "dropped",
] satisfies Obstacle[];

function isKept(value: unknown): value is Kept {
  if (typeof value !== "object" || value === null) return false;
  const { transport, blocked, until, age } = value as Partial<Record<keyof Kept, unknown>>;
  return (
    LADDER.some((name) => name === transport) &&
    typeof until === "number" &&
    Number.isInteger(age) &&
    Array.isArray(blocked) &&
    blocked.every(isBlocked)
  );
}

function isBlocked(value: unknown): value is Blocked {
  if (typeof value !== "object" || value === null) return false;
  const { transport, obstacle } = value as Partial<Record<keyof Blocked, unknown>>;
  return isTransportName(transport) && OBSTACLES.includes(obstacle);
}
