// What players sent and what they were answered, and the comparison with what happened by a log. Invariants 1 (acknowledged means
// durable) and 2 (exactly once). Pure; the history it is compared with comes from history.ts.
import type { Skill } from "@hydra/engine";
import type { AttackAnswer } from "@hydra/protocol";

export interface Command {
  readonly commandId: string;
  readonly familyId: string;
  readonly playerId: string;
  readonly skill: Skill;
  /** The first acknowledgement. */
  answer: AttackAnswer | undefined;
  /** The code that ended it. */
  refusal: string | undefined;
}

/** One that counted, as a replay of the whole log has it. */
export interface Hit {
  readonly commandId: string;
  readonly familyId: string;
  readonly playerId: string;
  readonly seq: number;
  readonly damage: number;
  readonly totalDamage: number;
}

/** Each a list of sentences that name the command; all are empty when promises were kept. */
export interface Verdict {
  /** Acknowledged, and not in the log. */
  readonly lost: readonly string[];
  /** Counted more than once. */
  readonly doubled: readonly string[];
  /** Acknowledged with another place or damage than the log has. */
  readonly changed: readonly string[];
  /** Refused for good, and counted. */
  readonly refused: readonly string[];
  /** Counted for a player of the ledger, who never sent it. */
  readonly foreign: readonly string[];
  /** Counted and never acknowledged: allowed, once each. */
  readonly found: number;
}

export class Ledger {
  readonly commands: Command[] = [];
  /** Acknowledged again with something else than the first time. */
  readonly contradictions: string[] = [];
  repeats = 0;

  issue(sender: { readonly familyId: string; readonly playerId: string }, skill: Skill): Command {
    const { familyId, playerId } = sender;
    const commandId = `soak-${this.commands.length}`;
    const command: Command = { commandId, familyId, playerId, skill, answer: undefined, refusal: undefined };
    this.commands.push(command);
    return command;
  }

  /** An answer of 200. A second one has to be a duplicate with the same outcome. */
  acknowledge(command: Command, answer: AttackAnswer): void {
    const first = command.answer;
    command.answer ??= answer;
    if (first === undefined) return;
    this.repeats += 1;
    if (answer.duplicate && answer.seq === first.seq && answer.damage === first.damage) return;
    this.contradictions.push(
      `${command.commandId}: ${JSON.stringify(first)}, then ${JSON.stringify(answer)}`,
    );
  }

  get acknowledged(): number {
    return this.commands.filter(({ answer }) => answer !== undefined).length;
  }
}

/** @param hits all that counted, in the order of the log, bots' included */
export function compareWithHistory(commands: readonly Command[], hits: readonly Hit[]): Verdict {
  const counted = Map.groupBy(hits, nameOf);
  const lost: string[] = [];
  const changed: string[] = [];
  const refused: string[] = [];
  let found = 0;
  for (const command of commands) {
    const name = nameOf(command);
    const [hit] = counted.get(name) ?? [];
    const { answer } = command;
    if (answer !== undefined && hit === undefined) lost.push(`${name} at #${answer.seq}`);
    else if (answer !== undefined && hit !== undefined && !isSame(answer, hit))
      changed.push(`${name}: answered ${textOf(answer)}, in the log ${textOf(hit)}`);
    else if (hit !== undefined && answer === undefined) {
      if (command.refusal !== undefined)
        refused.push(`${name}: ${command.refusal}, in the log ${textOf(hit)}`);
      else found += 1;
    }
  }
  const known = new Set(commands.map(nameOf));
  const players = new Set(commands.map(({ playerId }) => playerId));
  const foreign = hits.filter((hit) => players.has(hit.playerId) && !known.has(nameOf(hit))).map(nameOf);
  const doubled = [...counted]
    .filter(([, { length }]) => length > 1)
    .map(([name, { length }]) => `${name}: ${length} times`);
  return { lost, doubled, changed, refused, foreign, found };
}

export interface Tally {
  readonly damage: number;
  readonly hits: number;
}

/** Damage and hits by player, of the hits that were acknowledged by the ledger, or that the log has besides. */
export function talliesOf(commands: readonly Command[], hits: readonly Hit[]): Map<string, Tally> {
  const found = new Map(hits.map((hit) => [nameOf(hit), hit]));
  const tallies = new Map<string, Tally>();
  for (const command of commands) {
    const counted = command.answer ?? found.get(nameOf(command));
    if (counted === undefined) continue;
    const { damage, hits: before } = tallies.get(command.playerId) ?? { damage: 0, hits: 0 };
    tallies.set(command.playerId, { damage: damage + counted.damage, hits: before + 1 });
  }
  return tallies;
}

function nameOf({ familyId, playerId, commandId }: Pick<Hit, "familyId" | "playerId" | "commandId">): string {
  return `${familyId} ${playerId} ${commandId}`;
}

type Outcome = Pick<Hit, "seq" | "damage" | "totalDamage">;

function isSame(a: Outcome, b: Outcome): boolean {
  return a.seq === b.seq && a.damage === b.damage && a.totalDamage === b.totalDamage;
}

function textOf({ seq, damage, totalDamage }: Outcome): string {
  return `#${seq}, ${damage} of ${totalDamage}`;
}
