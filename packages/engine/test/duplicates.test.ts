import { isDeepStrictEqual } from "node:util";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { DUPLICATE_WINDOW, type HitOutcome } from "../src/index.ts";
import {
  createCommandWindow,
  keepNewest,
  keyCommand,
  recall,
  remember,
  remembered,
  rememberedIn,
  type CommandWindow,
} from "../src/command-window.ts";
import { createGame } from "./game.ts";
import { anyText } from "./any-text.ts";

const SEED = 0x5eed;

describe("a repeated command", () => {
  it("[EN50] gets its first outcome again, whatever has happened since", () => {
    const game = createGame({ rules: { maxHp: 30 } });
    game.join("ann", "bob");
    const first = game.hit("ann", { commandId: "once" });
    const again = { ...first, duplicate: true };
    expect(game.attack("ann", { commandId: "once" })).toStrictEqual(again);
    expect(game.attack("ann", { commandId: "once", skill: "ultimate" })).toStrictEqual(again);
    const blow = game.hit("bob", { skill: "fireball", commandId: "blow" });
    expect(blow.killingBlow).toBe(true);
    expect(game.attack("ann", { commandId: "once" })).toStrictEqual(again);
    game.at += 20_000;
    game.hit("bob");
    expect(game.battle.round).toBe(2);
    expect(game.attack("ann", { commandId: "once" })).toStrictEqual(again);
    expect(game.attack("bob", { commandId: "blow" })).toStrictEqual({ ...blow, duplicate: true });
  });

  it("[EN50] is another command when another player or family sends it", () => {
    const game = createGame();
    game.join("ann", "bob");
    game.apply({ type: "family-created", familyId: "second", name: "2", seed: 2, rules: game.battle.rules });
    game.apply({ type: "player-joined", familyId: "second", playerId: "ann", name: "Ann" });
    game.hit("ann", { commandId: "same" });
    expect(game.hit("bob", { commandId: "same" }).duplicate).toBe(false);
    const event = {
      type: "attack",
      familyId: "second",
      playerId: "ann",
      commandId: "same",
      skill: "slash",
    } as const;
    expect(game.apply(event)).toMatchObject({ type: "hit", duplicate: false });
    expect(game.attack("ann", { commandId: "Same" })).toMatchObject({ code: "cooldown" });
  });

  it("[EN51] may count later when it was rejected", () => {
    const game = createGame();
    game.join("ann");
    game.hit("ann", { commandId: "first" });
    expect(game.attack("ann", { commandId: "early" })).toMatchObject({ code: "cooldown" });
    game.at += 250;
    expect(game.hit("ann", { commandId: "early" }).duplicate).toBe(false);
    expect(game.hit("ann", { commandId: "early" }).duplicate).toBe(true);
  });
});

describe("command window", () => {
  /** As if the hashes of all players' ids were the same, so that equal commandIds do meet. */
  const commandOf = (window: CommandWindow, player: number, commandId: string) => ({
    player,
    key: keyCommand(window, commandId, SEED),
  });
  const outcome = (commandId: string, seq: number): HitOutcome => ({
    type: "hit",
    commandId,
    seq,
    damage: 800,
    critical: seq % 2 === 0,
    killingBlow: seq % 3 === 0,
    totalDamage: Number.MAX_SAFE_INTEGER - seq,
    rank: 2 ** 31 - seq,
    duplicate: false,
  });

  it("[EN50] distinguishes any two commands, and gives back what it was given", () => {
    const text = fc.oneof(anyText(20), fc.constantFrom("", "a", "\u0080", "\u0000", "\ud800", "\udc00"));
    const commands = fc.array(fc.tuple(fc.nat({ max: 3 }), text), { maxLength: 80 });
    fc.assert(
      fc.property(commands, (commands) => {
        const window = createCommandWindow();
        const expected = new Map<string, unknown>();
        for (const [seq, [player, commandId]] of commands.entries()) {
          const key = `${player}:${commandId}`;
          const command = commandOf(window, player, commandId);
          if (!isDeepStrictEqual(recall(window, command), expected.get(key))) throw new Error(key);
          if (expected.has(key)) continue;
          remember(window, command, outcome(commandId, seq));
          expected.set(key, { ...outcome(commandId, seq), duplicate: true });
        }
      }),
      { numRuns: 30 },
    );
  });

  it("[EN50] gives back a very long commandId", () => {
    const window = createCommandWindow();
    const commandId = "long\u1234".repeat(5_000);
    const command = commandOf(window, 1, commandId);
    remember(window, command, outcome(commandId, 7));
    expect(recall(window, command)).toStrictEqual({ ...outcome(commandId, 7), duplicate: true });
    expect(recall(window, commandOf(window, 1, `${commandId}.`))).toBeUndefined();
  });

  it("[EN52] remembers the last 262,144 that counted, and forgets before twice as many", () => {
    const window = createCommandWindow();
    const count = (from: number, to: number) => {
      for (let seq = from; seq < to; seq++)
        remember(window, commandOf(window, 0, `n${seq}`), outcome(`n${seq}`, seq));
    };
    const isKnown = (seq: number) => recall(window, commandOf(window, 0, `n${seq}`))?.seq === seq;
    count(0, 2 * DUPLICATE_WINDOW - 1);
    expect([0, 1, DUPLICATE_WINDOW - 1, 2 * DUPLICATE_WINDOW - 2].every(isKnown)).toBe(true);
    count(2 * DUPLICATE_WINDOW - 1, 2 * DUPLICATE_WINDOW);
    expect([DUPLICATE_WINDOW, 2 * DUPLICATE_WINDOW - 1].every(isKnown)).toBe(true);
    expect([0, DUPLICATE_WINDOW - 1].some(isKnown)).toBe(false);
    count(2 * DUPLICATE_WINDOW, 3 * DUPLICATE_WINDOW - 1);
    expect([DUPLICATE_WINDOW, 2 * DUPLICATE_WINDOW - 1, 3 * DUPLICATE_WINDOW - 2].every(isKnown)).toBe(true);
  });

  const W = DUPLICATE_WINDOW;
  it.each([
    [40, 16],
    [W - 1, W / 2],
    [W + 9, 5],
    [W + 9, W - 1],
    [2 * W - 1, W],
  ])(
    "[EN54] of %i that counted, is after forgetting all but the newest %i as one that had no others",
    (count, keep) => {
      const [window, fresh] = [createCommandWindow(), createCommandWindow()];
      const take = (window: CommandWindow, seq: number) =>
        remember(window, commandOf(window, seq % 3, `n${seq}`), outcome(`n${seq}`, seq));
      for (let seq = 0; seq < count; seq++) {
        take(window, seq);
        if (seq >= count - keep) take(fresh, seq);
      }
      keepNewest(window, keep);
      expect(rememberedIn(window)).toBe(keep);
      // So far that both have forgotten by themselves.
      for (let seq = count; seq < count + 2 * W; seq++) {
        if (seq === count || seq === count + W || seq === count + 2 * W - 1) expectSame(window, fresh);
        take(window, seq);
        take(fresh, seq);
      }
      expect(recall(window, commandOf(window, (count - keep) % 3, `n${count - keep}`))).toBeUndefined();
    },
  );

  function expectSame(window: CommandWindow, other: CommandWindow): void {
    const [seqs, others] = [window, other].map((one) =>
      Array.from(remembered(one), ({ outcome }) => outcome.seq),
    );
    if (!isDeepStrictEqual(seqs, others)) throw new Error(`${seqs?.length} and ${others?.length} differ`);
    for (const seq of [seqs?.[0] ?? 0, seqs?.at(-1) ?? 0]) {
      const command = commandOf(window, seq % 3, `n${seq}`);
      expect(recall(window, command)).toStrictEqual({ ...outcome(`n${seq}`, seq), duplicate: true });
    }
  }
});
