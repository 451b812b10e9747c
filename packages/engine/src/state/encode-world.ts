// The whole state as text (SPEC EN60–EN61): a line for the world, then two for each battle, in the order the families were
// created. The second, of a dormant battle, is the text it has already.
import type { BattleState } from "../battle-state.ts";
import type { World } from "../world.ts";
import { lineOf, OPTIONAL_SHELL_FIELDS, SHELL_FIELDS } from "./columns.ts";
import { headerOf, wrapState } from "./state-text.ts";

/** A state as text, not put together: in ASCII, so that it has as many bytes as characters. */
export interface EncodedWorld {
  readonly bytes: number;
  /** To be read once, before the world changes. */
  readonly pieces: Iterable<string>;
}

/**
 * The same state gives the same text, and a decoded state gives the text it was decoded from.
 * @throws RangeError when the text would be longer than a string can be (2^29 characters in V8).
 */
export function encodeWorld(world: World): string {
  return wrapState([...linesOf(world)].join(""));
}

/** The same text without a place for all of it. What is awake is written twice, once for the header. */
export function encodeWorldInPieces(world: World): EncodedWorld {
  let bytes = 0;
  const header = headerOf(
    (function* () {
      for (const piece of linesOf(world)) {
        bytes += piece.length;
        yield piece;
      }
    })(),
  );
  return {
    bytes: header.length + bytes,
    pieces: (function* () {
      yield header;
      yield* linesOf(world);
    })(),
  };
}

function* linesOf({ battles, lastSeq, lastAt }: World): Generator<string> {
  yield JSON.stringify([lastSeq, lastAt]);
  for (const battle of battles.entries()) {
    if (typeof battle === "string") yield `\n${battle}`;
    else yield `\n${shellLine(battle, lastAt)}\n${battle.encodeParts(lastAt)}`;
  }
}

function shellLine(battle: BattleState, lastAt: number): string {
  const { cooldownScale, maxHp } = battle.rules;
  const cooldowns = battle.encodeCooldowns(lastAt);
  const isPlain = Object.keys(cooldowns).length === 0;
  return lineOf(isPlain ? SHELL_FIELDS : [...SHELL_FIELDS, ...OPTIONAL_SHELL_FIELDS], {
    familyId: battle.familyId,
    name: battle.name,
    cooldownScale,
    firstMaxHp: maxHp,
    seed: battle.seed,
    round: battle.round,
    roundStartedAt: battle.roundStartedAt,
    maxHp: battle.maxHp,
    totalDamage: battle.totalDamage,
    respawnsAt: battle.respawnsAt ?? null,
    players: battle.players,
    version: battle.version,
    changedAt: battle.changedAt,
    roundStartedSeq: battle.roundStartedSeq,
    monsterChangedSeq: battle.monsterChangedSeq,
    playersChangedSeq: battle.playersChangedSeq,
    isRetired: battle.presence === "retired" ? 1 : 0,
    commands: battle.commands,
    oldRows: battle.oldRows,
    cooldowns,
  });
}
