// The families of a soak and all in them: players who play on until they are replaced, watchers on every transport, and visitors
// for a while.
import { setTimeout as wait } from "node:timers/promises";
import {
  MAX_RULES_HP,
  ProtocolError,
  TRANSPORTS,
  type JoinAnswer,
  type TransportName,
} from "@hydra/protocol";
import { createFamily, joinFamily, postAttack } from "@hydra/client";
import { seededRandom } from "../engine/seeded-random.ts";
import { visitLab } from "./labs.ts";
import { Ledger } from "./ledger.ts";
import type { LabVisit } from "./plan.ts";
import { Player } from "./player.ts";
import { Watcher } from "./watcher.ts";

export interface FieldOptions {
  readonly url: string;
  readonly seed: number;
  readonly onFault: (what: string) => void;
}

/** Monsters of the first two outlast every run, so that a player's damage is the sum of the ledger; those of the last fall. */
const FAMILIES = [
  { name: "Endless", maxHp: MAX_RULES_HP },
  { name: "Crowded", maxHp: MAX_RULES_HP },
  { name: "Rounds", maxHp: 10_000 },
] as const;
const PLAYERS = 10;
/** Of each: some 40 attacks a second together. */
const PAUSE_MS = 750;
const GUEST_HITS = 3;

export class Field implements Disposable {
  readonly ledger = new Ledger();
  /** All players who ever joined. */
  readonly joined: JoinAnswer[] = [];
  readonly watchers: Watcher[] = [];
  readonly failures = new Map<string, number>();
  readonly done = { families: 0, players: 0, watchers: 0, labs: 0, cutShort: 0 };
  readonly #options: FieldOptions;
  readonly #random: () => number;
  readonly #familyIds: string[] = [];
  readonly #players: Player[] = [];
  readonly #visits = new Set<Promise<unknown>>();
  /** Where labs let bots play. */
  #labFamilyId = "";
  #isOver = false;

  constructor(options: FieldOptions) {
    this.#options = options;
    const draw = seededRandom(options.seed + 1);
    this.#random = () => draw() / 2 ** 32;
  }

  get familyIds(): readonly string[] {
    return [...this.#familyIds, this.#labFamilyId];
  }

  /** Families whose rounds never end. */
  get endlessIds(): readonly string[] {
    return this.#familyIds.slice(0, 2);
  }

  async open(): Promise<void> {
    for (const { name, maxHp } of FAMILIES) {
      const familyId = await this.#found(name, maxHp);
      this.#familyIds.push(familyId);
      for (let player = 0; player < PLAYERS; player += 1) await this.#enter(familyId);
    }
    this.#labFamilyId = await this.#found("Lab", MAX_RULES_HP);
    for (const familyId of this.familyIds)
      for (const transport of TRANSPORTS) this.watchers.push(this.#watch(familyId, transport));
  }

  /** A family that is founded, played in for a moment and never seen again. */
  family(): void {
    this.#visit(async () => {
      const familyId = await this.#found("Guests", MAX_RULES_HP);
      const guest = await this.#join(familyId);
      for (let hit = 0; hit < GUEST_HITS; hit += 1) {
        const command = this.ledger.issue(guest, "slash");
        const request = { commandId: command.commandId, skill: command.skill };
        const answer = await this.#insist(() =>
          postAttack({ baseUrl: this.#options.url, token: guest.token }, familyId, request),
        );
        this.ledger.acknowledge(command, answer);
      }
      this.done.families += 1;
    });
  }

  /** The one who has played longest goes, another comes. */
  player(): void {
    this.#visit(async () => {
      const player = this.#players.shift();
      if (player === undefined) return;
      await player.leave();
      await this.#enter(player.joined.familyId);
      this.done.players += 1;
    });
  }

  watcher(transport: TransportName, lastsMs: number): void {
    this.#visit(async () => {
      const familyId = this.#pick(this.#familyIds);
      const watcher = this.#watch(familyId, transport);
      await wait(lastsMs);
      watcher.close();
      for (const fault of watcher.faults) this.#options.onFault(`visitor: ${fault}`);
      this.done.watchers += 1;
    });
  }

  lab(lab: LabVisit, lastsMs: number): void {
    const { url, onFault } = this.#options;
    const familyId = this.#labFamilyId;
    this.done.labs += 1;
    const seed = this.done.labs;
    this.#visit(async () => {
      const reason = await visitLab(lab, { url, familyId, labId: `soak-${seed}`, seed, lastsMs, onFault });
      if (reason !== undefined) this.done.cutShort += 1;
    });
  }

  /** Resolves when every command is answered and every visitor has gone; the watchers stay. */
  async endTraffic(): Promise<void> {
    while (this.#visits.size > 0) await Promise.all(this.#visits);
    this.#isOver = true;
    await Promise.all(this.#players.map((player) => player.leave()));
  }

  [Symbol.dispose](): void {
    for (const watcher of this.watchers) watcher.close();
  }

  #visit(work: () => Promise<void>): void {
    const visit = work()
      .catch((error: unknown) => this.#options.onFault(`a visit: ${String(error)}`))
      .finally(() => this.#visits.delete(visit));
    this.#visits.add(visit);
  }

  #watch(familyId: string, transport: TransportName): Watcher {
    const { url, onFault } = this.#options;
    return new Watcher({ baseUrl: url, familyId, transport, onRefused: onFault });
  }

  async #enter(familyId: string): Promise<void> {
    const joined = await this.#join(familyId);
    if (this.#isOver) return;
    const draw = seededRandom(Math.floor(this.#random() * 2 ** 32));
    this.#players.push(
      new Player({
        url: this.#options.url,
        joined,
        ledger: this.ledger,
        pauseMs: PAUSE_MS,
        random: () => draw() / 2 ** 32,
        onOdd: this.#options.onFault,
        onFailure: (code) => this.failures.set(code, (this.failures.get(code) ?? 0) + 1),
      }),
    );
  }

  async #join(familyId: string): Promise<JoinAnswer> {
    const name = `P${this.joined.length}`;
    const joined = await this.#insist(() => joinFamily({ baseUrl: this.#options.url }, familyId, { name }));
    this.joined.push(joined);
    return joined;
  }

  async #found(name: string, maxHp: number): Promise<string> {
    const body = { name, rules: { cooldownScale: 0, maxHp } };
    return (await this.#insist(() => createFamily({ baseUrl: this.#options.url }, body))).familyId;
  }

  /** While the server is away the same is asked for again. @throws ProtocolError that does not pass */
  async #insist<T>(ask: () => Promise<T>): Promise<T> {
    for (;;) {
      try {
        return await ask();
      } catch (error) {
        if (!(error instanceof ProtocolError) || error.code !== "unavailable") throw error;
      }
      await wait(300);
    }
  }

  #pick(familyIds: readonly string[]): string {
    return familyIds[Math.floor(this.#random() * familyIds.length)] ?? "";
  }
}
