// Seeded arrivals: when the next hit is due, by which bot, with which skill, and how hard. Pure, so that a race can be run again.
import { pickSkill, type Skill } from "@hydra/engine";
import { createRandom } from "@hydra/protocol";

export interface Arrival {
  /** After the one before, milliseconds. */
  readonly gapMs: number;
  /** 0 … bots − 1 */
  readonly bot: number;
  readonly skill: Skill;
  /** As in an attack's event: it determines what a hit takes. */
  readonly roll: number;
}

export interface ArrivalRates {
  readonly hitsPerSecond: number;
  readonly bots: number;
}

/** Mostly slashes. With other shares the same seed would be other traffic. */
const SHARES = { fireball: 0.18, ultimate: 0.02 };

/** A Poisson process of the rate given; the same seed and rates give the same arrivals. */
export function createArrivals(seed: number): { next(rates: ArrivalRates): Arrival } {
  const random = createRandom(seed);
  return {
    next({ hitsPerSecond, bots }) {
      // 1 − u, because u may be 0 and the logarithm's argument may not.
      const gapMs = (-Math.log(1 - random()) * 1_000) / hitsPerSecond;
      const bot = Math.floor(random() * bots);
      const skill = pickSkill(random(), SHARES);
      return { gapMs, bot, skill, roll: Math.floor(random() * 2 ** 32) };
    },
  };
}
