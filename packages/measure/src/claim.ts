// The server's count of the versions in a range, held against the union of what the lanes showed. ME29.

import type { Versions } from "./versions.ts";

export interface Claim {
  readonly from: number;
  readonly seq: number;
  /** By the server. */
  readonly versions: number;
  /** Of these, how many some lane has shown. */
  known: number;
}

/** What a claim is checked against. */
interface Union {
  readonly versions: Versions;
  /** Every version after this seq that some lane shows becomes known; undefined until a lane has shown one. */
  readonly completeAfter: number | undefined;
}

/** The claim, with what is known of it so far; undefined when not all of its range is remembered, or was watched. */
export function checkClaim(
  { versions, completeAfter }: Union,
  claim: Omit<Claim, "known">,
): Claim | undefined {
  const isComplete = completeAfter !== undefined && claim.from >= Math.max(completeAfter, versions.floor);
  return isComplete ? { ...claim, known: versions.count(claim.from, claim.seq) } : undefined;
}

/** Versions that the server counted and that no lane showed, so that none could be charged for them. */
export function unaccounted({ versions, known }: Claim): number {
  return Math.max(0, versions - known);
}

/** A version became known; returns by how much fewer versions are unaccounted for. */
export function account(claim: Claim, seq: number): number {
  if (seq <= claim.from || seq > claim.seq) return 0;
  const before = unaccounted(claim);
  claim.known += 1;
  return before - unaccounted(claim);
}
