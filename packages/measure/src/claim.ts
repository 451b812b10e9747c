// The server's count of the versions in a range, held against the union of what the lanes showed. ME29.

export interface Claim {
  readonly from: number;
  readonly seq: number;
  /** By the server. */
  readonly versions: number;
  /** Of these, how many some lane has shown. */
  known: number;
}

/** Versions that the server says it published and that no lane showed, so that nobody could be charged for them. */
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
