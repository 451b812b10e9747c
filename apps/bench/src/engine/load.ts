// Log entries as the engine meets them in a server: read from JSON, so that every string is an object of its own and
// none has been hashed before. Players are drawn from the whole population, skills as often as their cooldowns allow.
import { pickSkill, SKILL_NAMES, SKILLS, type Entry } from "@hydra/engine";
import { seededRandom } from "./seeded-random.ts";

export interface Load {
  /** The family and its players, in pages. */
  joins(): Iterable<readonly Entry[]>;
  /** Every player's first attack, in pages. */
  firstAttacks(): Iterable<readonly Entry[]>;
  /** The next `count` attacks by random players, every one with a fresh commandId. */
  attacks(count: number): readonly Entry[];
}

export interface LoadOptions {
  readonly players: number;
  readonly maxHp: number;
  /** Milliseconds of log time from one entry to the next. */
  readonly stepMs: number;
}

const FAMILY = "bench0000family1";
const PAGE = 50_000;
/** Uses a second of a player who uses every skill whenever it is ready, and their parts of all. */
const USES = SKILL_NAMES.map((name) => [name, 1_000 / SKILLS[name].cooldownMs] as const);
const ALL_USES = USES.reduce((sum, [, uses]) => sum + uses, 0);
const SHARES = Object.fromEntries(USES.map(([name, uses]) => [name, uses / ALL_USES]));
const ID_CHARACTERS = "abcdefghijklmnopqrstuvwxyz0123456789";

export function createLoad(options: LoadOptions): Load {
  const random = seededRandom(0x5eed);
  const playerIds = Array.from({ length: options.players }, () => textOf(random, 16));
  let seq = 0;
  const entry = (event: object): object => {
    seq += 1;
    return { seq, at: 1_800_000_000_000 + seq * options.stepMs, event: { familyId: FAMILY, ...event } };
  };
  const attack = (playerId: string | undefined): object =>
    entry({
      type: "attack",
      playerId,
      commandId: uuidOf(random),
      skill: pickSkill(random() / 2 ** 32, SHARES),
    });

  return {
    *joins() {
      const rules = { cooldownScale: 0, maxHp: options.maxHp };
      yield asRead([entry({ type: "family-created", name: "Bench", seed: 1, rules })]);
      for (const page of pagesOf(playerIds)) {
        yield asRead(page.map((playerId) => entry({ type: "player-joined", playerId, name: playerId })));
      }
    },
    *firstAttacks() {
      for (const page of pagesOf(playerIds)) yield asRead(page.map(attack));
    },
    attacks: (count) =>
      asRead(Array.from({ length: count }, () => attack(playerIds[random() % options.players]))),
  };
}

function* pagesOf(playerIds: readonly string[]): Iterable<readonly string[]> {
  for (let from = 0; from < playerIds.length; from += PAGE) yield playerIds.slice(from, from + PAGE);
}

function asRead(entries: readonly object[]): readonly Entry[] {
  const read: unknown = JSON.parse(JSON.stringify(entries));
  if (!isEntries(read)) throw new Error("not entries");
  return read;
}

function isEntries(read: unknown): read is readonly Entry[] {
  return Array.isArray(read);
}

function textOf(random: () => number, length: number): string {
  let text = "";
  while (text.length < length) text += ID_CHARACTERS.charAt(random() % ID_CHARACTERS.length);
  return text;
}

/** The shape of crypto.randomUUID, which is what clients send. */
function uuidOf(random: () => number): string {
  const hex = (): string => random().toString(16).padStart(8, "0");
  const digits = hex() + hex() + hex() + hex();
  return [0, 8, 12, 16, 20].map((from, part) => digits.slice(from, [8, 12, 16, 20, 32][part])).join("-");
}
