// The families that this browser's labs have founded, so that a lab uses one again and founds none with every visit. A tab holds
// one while its page is there and renews that again and again, since a tab that crashes gives nothing back. Where nothing can be kept,
// every visit founds one.
import { keep, readKept } from "../kept.ts";

interface OwnFamily {
  readonly familyId: string;
  /** Epoch milliseconds until which a tab holds it. */
  readonly heldUntil: number;
}

const KEY = "lab-families";
/** As many tabs as race at the same time, and a few more. */
const MAX_FAMILIES = 8;
const RENEW_MS = 10_000;
/** Twice what a hidden tab's timers may take, and a little. */
const HELD_MS = 150_000;

/** Those that no tab holds, the one used last first. */
export function freeFamilies(): string[] {
  const now = Date.now();
  return read()
    .filter(({ heldUntil }) => heldUntil <= now)
    .map(({ familyId }) => familyId);
}

/** There is no such family any more. */
export function forgetFamily(familyId: string): void {
  write(read().filter((own) => own.familyId !== familyId));
}

/** Holds it until `signal` aborts or the page is left. One that is held for the first time is kept from now on. */
export function holdFamily(familyId: string, signal: AbortSignal, page: EventTarget = window): void {
  const hold = (heldUntil: number): void => {
    const others = read().filter((own) => own.familyId !== familyId);
    write([{ familyId, heldUntil }, ...others].slice(0, MAX_FAMILIES));
  };
  const renew = (): void => hold(Date.now() + HELD_MS);
  const release = (): void => hold(0);
  renew();
  const timer = setInterval(renew, RENEW_MS);
  // A page that comes back from the browser's cache renews with its next turn.
  page.addEventListener("pagehide", release, { signal });
  signal.addEventListener("abort", () => {
    clearInterval(timer);
    release();
  });
}

function read(): readonly OwnFamily[] {
  try {
    const kept: unknown = JSON.parse(readKept(KEY) ?? "[]");
    return Array.isArray(kept) ? kept.filter(isOwnFamily) : [];
  } catch {
    return [];
  }
}

function write(families: readonly OwnFamily[]): void {
  keep(KEY, JSON.stringify(families));
}

function isOwnFamily(value: unknown): value is OwnFamily {
  if (typeof value !== "object" || value === null) return false;
  if (!("familyId" in value && "heldUntil" in value)) return false;
  return typeof value.familyId === "string" && typeof value.heldUntil === "number";
}
