// Chance that is no chance: every draw is a hash of (battle seed, seq), or of an entry's own roll, and nothing else, so that a
// replay rolls the same dice (SPEC EN11). Not for secrets.
import { mix } from "./mix.ts";
import { CRITICAL_FACTOR, CRITICAL_ONE_IN } from "./rules.ts";
import type { SkillRule } from "./skills.ts";

const TWO_TO_32 = 4_294_967_296;

/** An unsigned 32-bit draw, the `stream`-th of those that belong to (seed, seq). Both halves of seq count. */
export function draw(seed: number, seq: number, stream: number): number {
  const low = seq >>> 0;
  const high = Math.floor(seq / TWO_TO_32) >>> 0;
  let hash = mix(seed ^ 0x9e3779b9);
  hash = mix((hash + low) | 0);
  hash = mix((hash ^ Math.imul(high, 0x85ebca6b)) + 0x6a09e667);
  return mix((hash + Math.imul(stream, 0x3c6ef372)) | 0) >>> 0;
}

/** What a hit would take from a monster with hit points to spare, and whether it is critical (EN10, EN12). */
export function rollHit(
  seed: number,
  seq: number,
  { minDamage, maxDamage }: SkillRule,
): { damage: number; critical: boolean } {
  const choices = maxDamage - minDamage + 1;
  const damage = minDamage + Math.floor((draw(seed, seq, 0) / TWO_TO_32) * choices);
  const critical = draw(seed, seq, 1) * CRITICAL_ONE_IN < TWO_TO_32;
  return { damage: critical ? damage * CRITICAL_FACTOR : damage, critical };
}
