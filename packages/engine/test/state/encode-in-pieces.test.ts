// The state as text in pieces, against the text in one.
import { expect, it } from "vitest";
import { apply, createWorld, decodeWorld, encodeWorld, encodeWorldInPieces } from "../../src/index.ts";
import type { BattleEvent } from "../../src/index.ts";

it("[EN61] is the same text in pieces, of as many bytes as it announces", () => {
  const world = createWorld();
  const rules = { cooldownScale: 1, maxHp: 300 };
  const events = Array.from({ length: 100 }, (_, number): BattleEvent[] => [
    { type: "family-created", familyId: `f${number}`, name: "Ünï\u{1f409}", seed: number, rules },
    { type: "player-joined", familyId: `f${number}`, playerId: "p", name: "é" },
    { type: "attack", familyId: `f${number}`, playerId: "p", commandId: "c", skill: "slash" },
  ]).flat();
  for (const [index, event] of events.entries()) apply(world, { seq: index + 1, at: index * 1_000, event });
  const restored = decodeWorld(encodeWorld(world));
  apply(restored, {
    seq: 301,
    at: 300_000,
    event: { type: "player-joined", familyId: "f50", playerId: "q", name: "Q" },
  });
  for (const each of [createWorld(), world, restored]) {
    const { bytes, pieces } = encodeWorldInPieces(each);
    const text = [...pieces].join("");
    expect(text).toBe(encodeWorld(each));
    expect(new TextEncoder().encode(text)).toHaveLength(bytes);
  }
});
