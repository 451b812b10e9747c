// When a skill may be used again, as far as a client can find out: from the ordinary cooldowns, what the server took and
// what it refused. A family's cooldowns may be scaled, which is not on the wire, so the scale is learned: taken early
// means shorter, refused with a time means exactly that. No clock of its own; times are milliseconds of one clock.
import { SKILLS, type Skill } from "@hydra/engine";

/** One skill's ring: empty at `from`, full at `until`. */
export interface Ring {
  readonly from: number;
  readonly until: number;
}

export const READY: Ring = { from: 0, until: 0 };

export interface SkillClock {
  /** True once the server has refused a press and answered for how long: from then on pressing early is pointless. */
  readonly isExact: boolean;
  /** The ring of a press whose answer is still out. */
  expect(skill: Skill, pressedAt: number): Ring;
  /** The server's answer came at `answeredAt`: it took the hit before that, so the ring never ends too early. */
  take(skill: Skill, pressedAt: number, answeredAt: number): Ring;
  /** The server refused it at `refusedAt` for another `retryAfterMs`. */
  refuse(skill: Skill, refusedAt: number, retryAfterMs: number): Ring;
}

/** Above this a measured scale is the ordinary one, seen through the network's jitter. */
const ORDINARY_FROM = 0.9;

export function createSkillClock(): SkillClock {
  const takenAt = new Map<Skill, number>();
  let scale = 1;
  let isExact = false;

  const cooldownMs = (skill: Skill): number => SKILLS[skill].cooldownMs * scale;

  return {
    get isExact() {
      return isExact;
    },
    expect: (skill, pressedAt) => ({ from: pressedAt, until: pressedAt + cooldownMs(skill) }),
    take(skill, pressedAt, answeredAt) {
      const lastAt = takenAt.get(skill);
      takenAt.set(skill, answeredAt);
      const atMost = lastAt === undefined ? 1 : Math.max(answeredAt - lastAt, 0) / SKILLS[skill].cooldownMs;
      if (atMost < scale && atMost < ORDINARY_FROM) {
        scale = atMost;
        isExact = false;
      }
      return { from: pressedAt, until: answeredAt + cooldownMs(skill) };
    },
    refuse(skill, refusedAt, retryAfterMs) {
      const lastAt = takenAt.get(skill);
      if (lastAt !== undefined) {
        const measured = (refusedAt - lastAt + retryAfterMs) / SKILLS[skill].cooldownMs;
        scale = measured >= ORDINARY_FROM ? 1 : Math.max(measured, 0);
        isExact = true;
      }
      return { from: lastAt ?? refusedAt, until: refusedAt + retryAfterMs };
    },
  };
}
