// The skills of a player: a press shows at once, and the server's answer confirms it or takes it back.
import { createStore, type StoreApi } from "zustand/vanilla";
import { ProtocolError, type AttackAnswer, type ErrorCode } from "@hydra/protocol";
import type { Skill } from "@hydra/engine";
import type { Place } from "./effects.ts";
import { createSkillClock, READY, type Ring } from "./skill-clock.ts";

export interface SkillState {
  readonly ring: Ring;
  /** Presses the server has not answered yet. */
  readonly pending: number;
  /** The last press that did not count; a new object each time. */
  readonly refusal: { readonly reason: Refusal } | undefined;
}

/** `unanswered`: it may have counted or not; the ranking will show. */
export type Refusal = "cooldown" | "defeated" | "unanswered" | "failed";

/** Of the skills that have been pressed. */
export type SkillsState = Readonly<Partial<Record<Skill, SkillState>>>;

export interface SkillsOptions {
  /** @throws ProtocolError with the server's code. */
  attack(skill: Skill): Promise<AttackAnswer>;
  /** Whether an early press may be sent to find out if cooldowns are shorter here. Over HTTP it may not: the browser
   * logs every refused request as an error. */
  mayProbe(): boolean;
  /** Whether there is something to hit, as far as is known. */
  isMonsterUp(): boolean;
  /** A press was sent. */
  onPress(skill: Skill, at: Place): void;
  onHit(answer: AttackAnswer, at: Place): void;
  /** Anything but `cooldown` and `monster-defeated`, which the button itself shows. */
  onTrouble(code: ErrorCode): void;
  /** Milliseconds, monotonic. */
  now(): number;
}

export interface Skills {
  readonly store: StoreApi<SkillsState>;
  /** `at`: where on the stage it lands. */
  press(skill: Skill, at: Place): void;
}

/** Presses of one skill that may wait for their answer at the same time: more would only pile up on a dead line. */
const MAX_PENDING = 3;

const REFUSALS: Readonly<Partial<Record<ErrorCode, Refusal>>> = {
  "monster-defeated": "defeated",
  unavailable: "unanswered",
};

const IDLE: SkillState = { ring: READY, pending: 0, refusal: undefined };

/** The same object as long as nothing changes. */
export function skillIn(state: SkillsState, skill: Skill): SkillState {
  return state[skill] ?? IDLE;
}

export function createSkills(options: SkillsOptions): Skills {
  const { now } = options;
  const store = createStore<SkillsState>(() => ({}));
  const clock = createSkillClock();

  const change = (skill: Skill, changes: Partial<SkillState>): void => {
    store.setState((state) => ({ [skill]: { ...skillIn(state, skill), ...changes } }));
  };
  const refuse = (skill: Skill, reason: Refusal): void => change(skill, { refusal: { reason } });
  const settle = (skill: Skill, ring: Ring): void => {
    change(skill, { ring, pending: skillIn(store.getState(), skill).pending - 1 });
  };

  async function send(skill: Skill, at: Place): Promise<void> {
    const pressedAt = now();
    const { ring, pending } = skillIn(store.getState(), skill);
    change(skill, { ring: clock.expect(skill, pressedAt), pending: pending + 1, refusal: undefined });
    options.onPress(skill, at);
    try {
      const answer = await options.attack(skill);
      settle(skill, clock.take(skill, pressedAt, now()));
      options.onHit(answer, at);
    } catch (error) {
      takeBack(skill, ring, error);
    }
  }

  function takeBack(skill: Skill, ring: Ring, error: unknown): void {
    const { code, retryAfterMs } = reasonOf(error);
    if (code === "cooldown") {
      settle(skill, retryAfterMs === undefined ? ring : clock.refuse(skill, now(), retryAfterMs));
      return refuse(skill, "cooldown");
    }
    settle(skill, ring);
    refuse(skill, REFUSALS[code ?? "internal"] ?? "failed");
    if (code !== undefined && code !== "monster-defeated") options.onTrouble(code);
  }

  const isWorthSending = ({ ring, pending }: SkillState): boolean =>
    pending < MAX_PENDING && (now() >= ring.until || (!clock.isExact && options.mayProbe()));

  return {
    store,
    press(skill, at) {
      if (!options.isMonsterUp()) refuse(skill, "defeated");
      else if (isWorthSending(skillIn(store.getState(), skill))) void send(skill, at);
      else refuse(skill, "cooldown");
    },
  };
}

/** No code: the page itself gave up, as when it is left. */
function reasonOf(error: unknown): { code: ErrorCode | undefined; retryAfterMs?: number | undefined } {
  if (!(error instanceof ProtocolError)) return { code: undefined };
  return { code: error.code, retryAfterMs: error.retryAfterMs };
}
