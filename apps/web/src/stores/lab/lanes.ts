// All lanes of a lab, one a transport, and the witness beside them: what befalls the page befalls them alike.
import { isBlocked, TRANSPORTS, type TransportName, type Weather } from "@hydra/protocol";
import type { MeasureEvent } from "@hydra/measure";
import type { ApiOptions, ConnectionState, BattleConnection, Counters, FaultBench } from "@hydra/client";
import { hasBroker } from "../broker.ts";
import { server } from "../server.ts";
import { battleLane, type BattleLane } from "./battle-lane.ts";
import type { LabPlace, LanesPlace } from "./place.ts";
import { battleContent, endingOf, openWitness, readLedgers, type Ending, type SetUp } from "@hydra/lab";

export interface LanesOptions {
  readonly place: LabPlace;
  readonly setUp: SetUp;
  /** Faults on purpose. */
  readonly faults: Readonly<Record<TransportName, FaultBench>>;
  onEvent(event: MeasureEvent): void;
  onState(transport: TransportName, state: ConnectionState): void;
}

export class Lanes {
  /** In the transports' order. */
  readonly all: readonly BattleLane[];
  readonly #witness: BattleConnection;
  /** Each lane has it: what changes here holds for their next connections. */
  readonly #place: { lanesUrl: string; slowLanesUrl: string };

  readonly #options: LanesOptions;

  constructor(options: LanesOptions) {
    const { place, setUp, faults, onEvent, onState } = options;
    this.#options = options;
    const { lanesUrl, slowLanesUrl } = place;
    this.#place = { lanesUrl, slowLanesUrl };
    this.all = TRANSPORTS.map((transport) =>
      battleLane({
        transport,
        place: this.#place,
        familyId: place.familyId,
        faults: faults[transport],
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

  /** Whether all that are open and show something show the same version. */
  get isEven(): boolean {
    const [first, ...others] = this.open.filter(({ view }) => view !== undefined);
    return others.every(({ view }) => view?.cursor.seq === first?.view?.cursor.seq);
  }

  /** Whether some show something, and all do that the weather lets through. */
  areReady(weather: Weather): boolean {
    const ready = this.open.filter(({ view }) => view !== undefined);
    const isDone = (lane: BattleLane): boolean => ready.includes(lane) || isBlocked(weather, lane.transport);
    return ready.length > 0 && this.open.every(isDone);
  }

  counters(lane: string): Counters | undefined {
    return this.all.find(({ transport }) => transport === lane)?.counters;
  }

  /** Where they stand now. */
  get ending(): Ending {
    return endingOf(new Map(this.open.map(({ transport, view }) => [transport, view])), battleContent);
  }

  async readLedgers(api: ApiOptions): Promise<void> {
    // What a broker elsewhere sends is not this server's: the polls beside it alone would look like all there is.
    const { place, onEvent } = this.#options;
    const isCounted = ({ transport }: BattleLane): boolean =>
      !(place.hasBrokerElsewhere && hasBroker(transport));
    await readLedgers(api, this.all.filter(isCounted), onEvent);
  }

  /** What of the set-up is theirs. */
  adopt({ pollIntervalMs, slow }: SetUp): void {
    for (const lane of this.all) {
      lane.setPollInterval(pollIntervalMs);
      lane.setSlow(lane.transport === slow);
    }
  }

  /** The weather is somewhere else. */
  moveTo(place: LanesPlace): void {
    Object.assign(this.#place, place);
    for (const lane of this.all) lane.reconnect();
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
