// The skills of a player: a press shows at once, and the server's answer confirms it or takes it back.
import { createStore, type StoreApi } from "zustand/vanilla";
import { ProtocolError, type AttackAnswer, type ErrorCode } from "@hydra/protocol";
import { SKILL_NAMES, type Skill } from "@hydra/engine";
import type { Place } from "./effects.ts";
import { createHitStories, isLastHit, REFUSALS, type HitStories, type Refusal } from "./hit-story.ts";
import { createSkillClock, READY, type Ring, type SkillClock } from "./skill-clock.ts";

export interface SkillState {
  readonly ring: Ring;
  /** Presses the server has not answered yet. */
  readonly pending: number;
  /** The last press that did not count; a new object each time. */
  readonly refusal: { readonly reason: Refusal } | undefined;
}

/** Of the skills that have been pressed. */
export type SkillsState = Readonly<Partial<Record<Skill, SkillState>>>;

export interface SkillsOptions {
  /**
   * Keeps the attack until it is answered; `onRetry` gets what came of each attempt that is made again.
   * @throws ProtocolError with the server's code.
   */
  attack(skill: Skill, onRetry: (code: ErrorCode) => void): Promise<AttackAnswer>;
  /** Whether what is sent now gets through, as far as is known. */
  isConnected(): boolean;
  /** Whether an early press may be sent to find out if cooldowns are shorter here. Over HTTP it may not: the browser
   * logs every refused request as an error. */
  mayProbe(): boolean;
  /** Whether there is something to hit, as far as is known. */
  isMonsterUp(): boolean;
  /** A press was sent. */
  onPress(skill: Skill, at: Place): void;
  onHit(answer: AttackAnswer, at: Place): void;
  onRefused(code: ErrorCode): void;
  /** Milliseconds, monotonic. */
  now(): number;
}

export interface Skills {
  readonly store: StoreApi<SkillsState>;
  readonly stories: HitStories["store"];
  /** The server's own times, on this page's clock: where they are later than what is known here, they count. */
  follow(readyAt: Readonly<Partial<Record<Skill, number>>>): void;
  /** Another player's cooldowns are no longer this one's. */
  forget(): void;
  /** `at`: where on the stage it lands. */
  press(skill: Skill, at: Place): void;
}

/** Presses of one skill that may wait for their answer at the same time: more would only pile up on a dead line. */
const MAX_PENDING = 3;
/** An answer that takes longer than it does on any connection that works. */
export const LATE_MS = 1_000;
/** The server's times and the page's own agree within the clocks' uncertainty; a ring that moved by that would tremble. */
const SAME_MS = 250;

const IDLE: SkillState = { ring: READY, pending: 0, refusal: undefined };

/** The same object as long as nothing changes. */
export function skillIn(state: SkillsState, skill: Skill): SkillState {
  return state[skill] ?? IDLE;
}

/** What the skills work on. */
interface Work {
  readonly options: SkillsOptions;
  readonly store: StoreApi<SkillsState>;
  readonly clock: SkillClock;
  readonly stories: HitStories;
}

export function createSkills(options: SkillsOptions): Skills {
  const work: Work = {
    options,
    store: createStore<SkillsState>(() => ({})),
    clock: createSkillClock(),
    stories: createHitStories(),
  };
  return {
    store: work.store,
    stories: work.stories.store,
    press: (skill, at) => press(work, skill, at),
    follow: (readyAt) => follow(work, readyAt),
    forget() {
      for (const skill of SKILL_NAMES) change(work, skill, { ring: READY });
    },
  };
}

function stateOf({ store }: Work, skill: Skill): SkillState {
  return skillIn(store.getState(), skill);
}

function change({ store }: Work, skill: Skill, changes: Partial<SkillState>): void {
  store.setState((state) => ({ [skill]: { ...skillIn(state, skill), ...changes } }));
}

function refuse(work: Work, skill: Skill, reason: Refusal): void {
  change(work, skill, { refusal: { reason } });
}

/** Not sent at all. */
function turnDown(work: Work, skill: Skill, refusal: Refusal): void {
  refuse(work, skill, refusal);
  work.stories.begin({ type: "refused", skill, refusal });
}

function settle(work: Work, skill: Skill, ring: Ring): void {
  change(work, skill, { ring, pending: stateOf(work, skill).pending - 1 });
}

function press(work: Work, skill: Skill, at: Place): void {
  const { options, stories } = work;
  const isPending = stateOf(work, skill).pending > 0;
  // Whose last hit it was explains why there is nothing to hit; a press that is on its way goes on having the story.
  if (!options.isMonsterUp()) {
    if (isLastHit(stories.store.getState().story)) refuse(work, skill, "monster-defeated");
    else turnDown(work, skill, "monster-defeated");
  }
  // One of each waits for the connection: what comes back must not strike as if nothing had been cooling.
  else if (isPending && !options.isConnected()) {
    refuse(work, skill, "waiting-already");
    stories.interrupt({ type: "refused", skill, refusal: "waiting-already" });
  } else if (isWorthSending(work, skill)) void send(work, skill, at);
  else if (isPending) refuse(work, skill, "cooldown");
  else turnDown(work, skill, "cooldown");
}

function isWorthSending(work: Work, skill: Skill): boolean {
  const { clock, options } = work;
  const { ring, pending } = stateOf(work, skill);
  return pending < MAX_PENDING && (options.now() >= ring.until || (!clock.isExact && options.mayProbe()));
}

async function send(work: Work, skill: Skill, at: Place): Promise<void> {
  const { options, clock, stories } = work;
  const pressedAt = options.now();
  const { ring, pending } = stateOf(work, skill);
  change(work, skill, { ring: clock.expect(skill, pressedAt), pending: pending + 1, refusal: undefined });
  options.onPress(skill, at);
  const show = stories.begin(
    options.isConnected() ? { type: "sent", skill } : { type: "waiting", skill, wait: "offline" },
  );
  const wait = (code?: ErrorCode): void => {
    const reason = code === "rate-limited" ? code : options.isConnected() ? "late" : "offline";
    show({ type: "waiting", skill, wait: reason });
  };
  const late = setTimeout(wait, LATE_MS);
  try {
    const answer = await options.attack(skill, wait);
    settle(work, skill, clock.take(skill, pressedAt, options.now()));
    show({ type: "counted", skill, answer });
    options.onHit(answer, at);
  } catch (error) {
    settle(work, skill, ringAfter(work, { skill, ring }, error));
    const { code } = reasonOf(error);
    const refusal = REFUSALS[code ?? "unavailable"];
    refuse(work, skill, refusal);
    show({ type: "refused", skill, refusal });
    if (code !== undefined) options.onRefused(code);
  } finally {
    clearTimeout(late);
  }
}

/** The one before the press, unless the server's refusal has a time. */
function ringAfter(
  { clock, options }: Work,
  { skill, ring }: { readonly skill: Skill; readonly ring: Ring },
  error: unknown,
): Ring {
  const { code, retryAfterMs } = reasonOf(error);
  if (code !== "cooldown" || retryAfterMs === undefined) return ring;
  return clock.refuse(skill, options.now(), retryAfterMs);
}

function follow(work: Work, readyAt: Readonly<Partial<Record<Skill, number>>>): void {
  const now = work.options.now();
  for (const skill of SKILL_NAMES) {
    const until = readyAt[skill] ?? 0;
    const { ring, pending } = stateOf(work, skill);
    if (pending > 0 || until <= Math.max(ring.until + SAME_MS, now)) continue;
    const lengthMs = work.clock.expect(skill, 0).until;
    change(work, skill, { ring: { from: Math.min(until - lengthMs, now), until } });
  }
}

/** No code: the page itself gave up, as when it is left. */
function reasonOf(error: unknown): { code: ErrorCode | undefined; retryAfterMs?: number | undefined } {
  if (!(error instanceof ProtocolError)) return { code: undefined };
  return { code: error.code, retryAfterMs: error.retryAfterMs };
}
