// As many players as there may be in all listed families (SPEC PR37), those who are just joining among them. Whatever lets players join,
// clients and the lab's bots alike, does it here.
import { playerOf, type Outcome, type PlayerJoinedEvent } from "@hydra/engine";
import { ProtocolError } from "@hydra/protocol";
import type { BattleLoop } from "./battle-loop.ts";

/** When a client may look again whether there is room for another player. */
const FULL_RETRY_MS = 60_000;

export class PlayerPlaces {
  readonly #loop: BattleLoop;
  readonly #maxPlayers: number;
  #underWay = 0;
  /** Room is made for one after the other: a family may make room for many. */
  #lastTurn: Promise<unknown> = Promise.resolve();

  constructor(loop: BattleLoop, maxPlayers: number) {
    this.#loop = loop;
    this.#maxPlayers = maxPlayers;
  }

  /** @throws ProtocolError `at-capacity` when there is no place and none can be made, and what `BattleLoop.submit` throws */
  async join(event: PlayerJoinedEvent): Promise<Outcome> {
    // A bot of an earlier run has its place.
    if (this.#hasJoined(event)) return this.#loop.submit(event);
    this.#underWay += 1;
    try {
      if (this.#isOverfull) await this.#waitForRoom(event.familyId);
      return await this.#loop.submit(event);
    } finally {
      this.#underWay -= 1;
    }
  }

  #hasJoined({ familyId, playerId }: PlayerJoinedEvent): boolean {
    const battle = this.#loop.battle(familyId);
    return battle !== undefined && playerOf(battle, playerId) !== undefined;
  }

  get #isOverfull(): boolean {
    return this.#loop.playerCount + this.#underWay > this.#maxPlayers;
  }

  async #waitForRoom(familyId: string): Promise<void> {
    const turn = this.#lastTurn.then(() => this.#makeRoom(familyId));
    this.#lastTurn = turn.catch(() => undefined);
    await turn;
  }

  async #makeRoom(familyId: string): Promise<void> {
    while (this.#isOverfull) {
      if (await this.#loop.makeRoom(familyId)) continue;
      throw new ProtocolError(
        "at-capacity",
        "There are as many players as this server holds.",
        FULL_RETRY_MS,
      );
    }
  }
}
