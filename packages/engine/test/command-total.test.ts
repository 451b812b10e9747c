// What all families remember together. The model forgets by sorting everything anew; it and the world must agree on every outcome, so
// that a command counts again exactly when it is forgotten by the rule.
import { isDeepStrictEqual } from "node:util";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { apply, battlesOf, createWorld, decodeWorld, encodeWorld, MAX_REMEMBERED } from "../src/index.ts";
import type { BattleEvent, Entry, World } from "../src/index.ts";
import { stateOf } from "../src/battle-state.ts";
import { remembered } from "../src/command-window.ts";
import { Model } from "./model.ts";

const BOUND = 60;
const HOUR_MS = 3_600_000;
const LAST = 16;
const FAMILIES = ["f0", "f1", "f2", "f3", "f4", "f5"];

class ForgettingModel extends Model {
  /** Of each family, as `player:command`, in the order they counted. */
  readonly commands = new Map<string, string[]>();
  readonly #changedAt = new Map<string, number>();
  #now = 0;

  override apply(entry: Entry): ReturnType<Model["apply"]> {
    const outcome = super.apply(entry);
    const { familyId } = entry.event;
    const battle = this.battles.get(familyId);
    this.#now = Math.max(this.#now, entry.at);
    if (battle?.version === entry.seq) this.#changedAt.set(familyId, this.#now);
    if (entry.event.type !== "attack" || outcome.type !== "hit" || outcome.duplicate) return outcome;
    const { playerId, commandId } = entry.event;
    this.commands.set(familyId, [...(this.commands.get(familyId) ?? []), `${playerId}:${commandId}`]);
    while (this.excess() > BOUND) this.#forget();
    return outcome;
  }

  excess(): number {
    return this.#forgetful().reduce((sum, [, commands]) => sum + commands.length - LAST, 0);
  }

  #forgetful(): [string, string[]][] {
    return Array.from(this.commands).filter(([, commands]) => commands.length > LAST);
  }

  #forget(): void {
    const families = this.#forgetful();
    const version = (familyId: string): number => this.battles.get(familyId)?.version ?? 0;
    const [unused] = families.toSorted(([a], [b]) => version(a) - version(b));
    const [fullest] = families.toSorted(([idA, a], [idB, b]) => b.length - a.length || (idA < idB ? -1 : 1));
    const isUnused = unused !== undefined && this.#now - (this.#changedAt.get(unused[0]) ?? 0) >= HOUR_MS;
    const [familyId, commands] = (isUnused ? unused : fullest) ?? ["", []];
    const keep = isUnused ? LAST : Math.max(LAST, Math.ceil(commands.length / 2));
    this.commands.set(familyId, commands.slice(-keep));
    for (const command of commands.slice(0, -keep)) {
      const [playerId = "", commandId = ""] = command.split(":");
      this.battles.get(familyId)?.players.get(playerId)?.outcomes.delete(commandId);
    }
  }
}

const familyId = fc.constantFrom(...FAMILIES);
const step = fc.record({
  // Few hits in some families, many in others.
  familyId: fc.oneof(
    { weight: 2, arbitrary: fc.constantFrom("f0", "f1") },
    { weight: 1, arbitrary: familyId },
  ),
  playerId: fc.constantFrom("p", "q"),
  kind: fc.constantFrom(
    "attack",
    "attack",
    "attack",
    "attack",
    "attack",
    "attack",
    "again",
    "join",
    "respawn",
    "retire",
  ),
  which: fc.nat({ max: 200 }),
  afterMs: fc.oneof(
    { weight: 12, arbitrary: fc.constantFrom(0, 400, 11_000) },
    { weight: 1, arbitrary: fc.constantFrom(HOUR_MS / 3, HOUR_MS) },
  ),
  meanwhile: fc.constantFrom("", "", "", "", "", "", "restart", "rest"),
});

function firstEvents(): BattleEvent[] {
  return FAMILIES.flatMap((familyId, number) => [
    {
      type: "family-created",
      familyId,
      name: "F",
      seed: number,
      // A round of one ends now and then.
      rules: { cooldownScale: 0, maxHp: number === 3 ? 100 : 1e9 },
    },
    { type: "player-joined", familyId, playerId: "p", name: "P" },
  ]);
}

function textsOf(world: World): Map<string, string[]> {
  return new Map(
    Array.from(battlesOf(world), (battle) => {
      const { parts } = stateOf(battle);
      const commands = Array.from(
        remembered(parts.commands),
        ({ player, outcome }) => `${parts.roster.ids[player]}:${outcome.commandId}`,
      );
      return [battle.familyId, commands] as const;
    }).filter(([, commands]) => commands.length > 0),
  );
}

/** The second world is restored and put to sleep now and then, and must never differ from the one that is not. */
function play(steps: readonly (typeof step extends fc.Arbitrary<infer Step> ? Step : never)[]): void {
  const model = new ForgettingModel();
  const steady = createWorld({ maxRemembered: BOUND });
  let world = createWorld({ maxRemembered: BOUND });
  let seq = 0;
  let at = 1_000;
  const take = (event: BattleEvent): void => {
    seq += 1;
    const entry = { seq, at, event };
    const expected = model.apply(entry);
    for (const one of [steady, world]) {
      const outcome = apply(one, entry);
      if (!isDeepStrictEqual(outcome, expected))
        expect(outcome, JSON.stringify(entry)).toStrictEqual(expected);
    }
  };
  for (const event of firstEvents()) take(event);
  for (const { familyId, playerId, kind, which, afterMs, meanwhile } of steps) {
    at += afterMs;
    if (kind === "join") take({ type: "player-joined", familyId, playerId, name: "Q" });
    else if (kind === "respawn") take({ type: "respawn-due", familyId });
    else if (kind === "retire")
      take({ type: "family-retired", familyId, version: model.battles.get(familyId)?.version ?? 0 });
    else {
      // One that was sent before, remembered or not, or a new one.
      const commandId = kind === "again" ? `c${Math.max(0, seq - which)}` : `c${seq}`;
      take({ type: "attack", familyId, playerId, commandId, skill: "slash" });
    }
    if (meanwhile === "restart") world = decodeWorld(encodeWorld(world), undefined, { maxRemembered: BOUND });
    if (meanwhile === "rest") for (const battle of battlesOf(world)) stateOf(battle).tryRest(1e15);
  }
  expect(model.excess()).toBeLessThanOrEqual(BOUND);
  expect(textsOf(world)).toStrictEqual(model.commands);
  expect(encodeWorld(world)).toBe(encodeWorld(steady));
}

describe("commands of all families", () => {
  it("[EN54] are forgotten as in the model, restored and asleep or not", { timeout: 120_000 }, () => {
    fc.assert(fc.property(fc.array(step, { minLength: 150, maxLength: 400, size: "max" }), play), {
      numRuns: 150,
      endOnFailure: true,
    });
  });

  it("[EN54] are forgotten where there are most, and not in a quiet family", { timeout: 120_000 }, () => {
    const world = createWorld();
    let seq = 0;
    const take = (event: BattleEvent) => apply(world, { seq: (seq += 1), at: 1_000, event });
    const rules = { cooldownScale: 0, maxHp: Number.MAX_SAFE_INTEGER };
    const busy = Array.from({ length: 4 }, (_, number) => `busy-${number}`);
    for (const familyId of ["quiet", ...busy]) {
      take({ type: "family-created", familyId, name: "F", seed: 1, rules });
      take({ type: "player-joined", familyId, playerId: "p", name: "P" });
    }
    const hit = (familyId: string, commandId: string) =>
      take({ type: "attack", familyId, playerId: "p", commandId, skill: "slash" });
    for (let n = 0; n < 1_000; n += 1) hit("quiet", `${n}`);
    const each = Math.floor((1.2 * MAX_REMEMBERED) / busy.length);
    for (let n = 0; n < each; n += 1) for (const familyId of busy) hit(familyId, `${n}`);
    const counts = Array.from(battlesOf(world), (battle) => stateOf(battle).commands);
    expect(counts.reduce((sum, count) => sum + Math.max(0, count - LAST), 0)).toBeLessThanOrEqual(
      MAX_REMEMBERED,
    );
    for (let n = 0; n < 1_000; n += 1) {
      const outcome = hit("quiet", `${n}`);
      if (outcome.type !== "hit" || !outcome.duplicate) throw new Error(`${n} is forgotten`);
    }
    // Five families: each has half of its share at least.
    const promised = Math.floor(MAX_REMEMBERED / (busy.length + 1) / 2);
    for (const familyId of busy)
      expect(hit(familyId, `${each - promised}`), familyId).toMatchObject({ duplicate: true });
    expect(hit("busy-0", "0")).toMatchObject({ duplicate: false });
  });
});
