import { describe, expect, it } from "vitest";
import {
  battleOf,
  battlesOf,
  countListed,
  countPlayers,
  decodeWorld,
  encodeWorld,
  preview,
} from "../src/index.ts";
import { createGame, FAMILY, readable, type Game } from "./game.ts";

const retire = (game: Game, version = game.battle.version) =>
  game.apply({ type: "family-retired", familyId: FAMILY, version });

describe("a family that nobody uses", () => {
  it("[EN37] is gone when nobody has ever hit in it, players or not", () => {
    const game = createGame();
    game.join("ann");
    const { battle } = game;
    expect(retire(game)).toEqual({ type: "retired", presence: "gone" });
    expect(battle.presence).toBe("gone");
    expect(battleOf(game.world, FAMILY)).toBeUndefined();
    expect([...battlesOf(game.world)]).toEqual([]);
    expect(countListed(game.world)).toBe(0);
    expect(game.attack("ann")).toEqual({ type: "rejected", code: "unknown-family" });
    expect(game.apply({ type: "family-retired", familyId: FAMILY, version: 2 })).toMatchObject({
      code: "unknown-family",
    });
  });

  it("[EN37] may be created again when it is gone, and is another one then", () => {
    const game = createGame();
    game.join("ann");
    retire(game);
    const rules = { cooldownScale: 1, maxHp: 50 };
    const again = { type: "family-created", familyId: FAMILY, name: "Again", seed: 1, rules } as const;
    expect(game.apply(again)).toMatchObject({ type: "family-created" });
    expect(game.battle).toMatchObject({ name: "Again", players: 0, roundStartedSeq: 4, presence: "listed" });
  });

  it("[EN37] keeps everything where a player has hit, and its version with it", () => {
    const game = createGame();
    game.join("ann", "bob");
    game.hit("ann");
    const before = readable(game.battle);
    expect(retire(game)).toEqual({ type: "retired", presence: "retired" });
    expect(readable(game.battle)).toStrictEqual(before);
    expect(countListed(game.world)).toBe(0);
    expect(retire(game)).toMatchObject({ code: "not-due" });
  });

  it("[EN37] is listed again by a join or a hit that counts, and by nothing else", () => {
    const game = createGame();
    game.join("ann", "bob");
    game.hit("ann", { commandId: "one" });
    retire(game);
    expect(game.attack("ann")).toMatchObject({ code: "cooldown" });
    expect(game.attack("ann", { commandId: "one" })).toMatchObject({ duplicate: true });
    game.apply({ type: "respawn-due", familyId: FAMILY });
    const event = {
      type: "attack",
      familyId: FAMILY,
      playerId: "bob",
      commandId: "p",
      skill: "slash",
    } as const;
    expect(preview(game.world, event, game.at)).toBeUndefined();
    expect(game.battle.presence).toBe("retired");
    game.hit("bob");
    expect(game.battle.presence).toBe("listed");
    retire(game);
    game.join("cat");
    expect(game.battle.presence).toBe("listed");
    expect(countListed(game.world)).toBe(1);
  });

  it("[EN37] is used after all when something has happened since it was looked at", () => {
    const game = createGame();
    const { version } = game.battle;
    game.join("ann");
    expect(retire(game, version)).toEqual({ type: "rejected", code: "not-due" });
    expect(game.battle.players).toBe(1);
  });

  it("[EN38] has no player that counts while it is retired, also after a restart", () => {
    const game = createGame();
    const restart = () => (game.world = decodeWorld(encodeWorld(game.world)));
    game.join("ann", "bob");
    game.apply({ type: "player-joined", familyId: FAMILY, playerId: "bob", name: "Bob" });
    expect(countPlayers(game.world)).toBe(2);
    restart();
    expect(countPlayers(game.world)).toBe(2);
    game.hit("ann");
    retire(game);
    retire(game);
    expect(countPlayers(game.world)).toBe(0);
    restart();
    expect(countPlayers(game.world)).toBe(0);
    game.join("cat");
    expect(countPlayers(game.world)).toBe(3);
  });

  it("[EN38] takes its players with it when it is gone", () => {
    const game = createGame();
    game.join("ann", "bob");
    retire(game);
    expect(countPlayers(game.world)).toBe(0);
  });

  it("[EN37] [EN60] is as retired after a restart", () => {
    const game = createGame();
    game.join("ann");
    game.hit("ann");
    retire(game);
    game.world = decodeWorld(encodeWorld(game.world));
    expect(game.battle.presence).toBe("retired");
    expect(countListed(game.world)).toBe(0);
    game.at += 1_000;
    game.hit("ann");
    expect(countListed(game.world)).toBe(1);
  });
});
