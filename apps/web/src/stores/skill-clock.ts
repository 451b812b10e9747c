// When a skill may be used again, as far as a client can know: from the ordinary cooldowns, what the server accepted
// and what it refused. A family's cooldowns may be scaled, which the wire does not say, so the scale is learned:
// accepted early means shorter, refused with a time means exactly that. Pure; times are milliseconds of one clock.
import { SKILLS, type Skill } from "@hydra/engine";

/** What has been learned of a family's cooldowns. */
export interface CooldownScale {
  /** Factor on the ordinary cooldowns, 0…1. */
  readonly value: number;
  /** True once the server has refused a press and said for how long: from then on pressing early is pointless. */
  readonly isExact: boolean;
}

export const ORDINARY_SCALE: CooldownScale = { value: 1, isExact: false };

/** One skill's ring: empty at `from`, full at `until`. */
export interface Ring {
  readonly from: number;
  readonly until: number;
}

export const READY: Ring = { from: 0, until: 0 };

/** Above this a measured scale is the ordinary one seen through the network's jitter. */
const ORDINARY_FROM = 0.9;

/** The ring of a hit that the server took at `at`. */
export function ringAfter(skill: Skill, scale: CooldownScale, at: number): Ring {
  return { from: at, until: at + SKILLS[skill].cooldownMs * scale.value };
}

/** The server took two hits of one skill `elapsedMs` apart. */
export function learnFromAccepted(scale: CooldownScale, skill: Skill, elapsedMs: number): CooldownScale {
  const atMost = Math.max(elapsedMs, 0) / SKILLS[skill].cooldownMs;
  if (atMost >= scale.value || atMost >= ORDINARY_FROM) return scale;
  return { value: atMost, isExact: false };
}

/** The server refused a hit `elapsedMs` after it took one, for another `retryAfterMs`. */
export function learnFromRefused(skill: Skill, elapsedMs: number, retryAfterMs: number): CooldownScale {
  const measured = (elapsedMs + retryAfterMs) / SKILLS[skill].cooldownMs;
  return { value: measured >= ORDINARY_FROM ? 1 : Math.max(measured, 0), isExact: true };
}
