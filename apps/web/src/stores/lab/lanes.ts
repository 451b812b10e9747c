// All lanes of a lab, one a transport, and the witness beside them: what befalls the page befalls them alike.
import { TRANSPORTS, type TransportName } from "@hydra/protocol";
import type { MeasureEvent } from "@hydra/measure";
import type { ConnectionState, BattleConnection } from "@hydra/client";
import { server } from "../server.ts";
import { battleLane, type BattleLane } from "./battle-lane.ts";
import type { LabPlace } from "./place.ts";
import { openWitness, type SetUp } from "@hydra/lab";

export interface LanesOptions {
  readonly place: LabPlace;
  readonly setUp: SetUp;
  onEvent(event: MeasureEvent): void;
  onState(transport: TransportName, state: ConnectionState): void;
}

export class Lanes {
  /** In the transports' order. */
  readonly all: readonly BattleLane[];
  readonly #witness: BattleConnection;

  constructor({ place, setUp, onEvent, onState }: LanesOptions) {
    this.all = TRANSPORTS.map((transport) =>
      battleLane({
        transport,
        place,
        familyId: place.familyId,
        laneId: `${place.labId}.${transport}`,
        pollIntervalMs: setUp.pollIntervalMs,
        isPaused: setUp.paused.includes(transport),
        isSlow: setUp.slow === transport,
        isOnline: navigator.onLine,
        isInSight: false,
        onEvent,
        onState: (state) => onState(transport, state),
      }),
    );
    this.#witness = openWitness({ ...server, familyId: place.familyId, onEvent });
  }

  /** Those that are neither paused nor refused. */
  get open(): readonly BattleLane[] {
    return this.all.filter(({ isOpen }) => isOpen);
  }

  /** Whether all that are open show the same version. */
  get isEven(): boolean {
    const [first, ...others] = this.open;
    return others.every(({ view }) => view?.cursor.seq === first?.view?.cursor.seq);
  }

  /** What of the set-up is theirs. */
  adopt({ pollIntervalMs, slow }: SetUp): void {
    for (const lane of this.all) {
      lane.setPollInterval(pollIntervalMs);
      lane.setSlow(lane.transport === slow);
    }
  }

  setPaused(transport: TransportName, isPaused: boolean): void {
    this.all.find((lane) => lane.transport === transport)?.setPaused(isPaused);
  }

  setOnline(isOnline: boolean): void {
    for (const lane of [...this.all, this.#witness]) lane.setOnline(isOnline);
  }

  /** The network is another one. */
  hurry(): void {
    for (const lane of [...this.all, this.#witness]) lane.hurry();
  }

  /** Out of sight the lanes close their connections. */
  setInSight(isInSight: boolean): void {
    for (const lane of this.all) lane.setInSight(isInSight);
    if (isInSight) this.#witness.resume();
    else this.#witness.pause();
  }

  close(): void {
    for (const lane of [...this.all, this.#witness]) lane.close();
  }
}
