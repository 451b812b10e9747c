// One visit to the microscope: a family that is alive, one connection of the page's own over one transport, and the
// units that the server captured of it. What is shown can be paused, stepped, filtered and cleared; what arrives
// meanwhile waits. Made when the page opens, closed when it is left.
import { createStore, type StoreApi } from "zustand/vanilla";
import { putTraffic, stopTraffic, type FeedEnd } from "@hydra/client";
import type { ErrorCode, TransportName } from "@hydra/protocol";
import type { Direction, Unit, UnitKind } from "../../wire/unit.ts";
import { lacksBroker } from "../broker.ts";
import { Lease } from "@hydra/lab";
import type { LabPlace } from "../lab/place.ts";
import { codeOf } from "../problem.ts";
import { server } from "../server.ts";
import { openWatch, type Watch } from "./watch.ts";
import { readNewCapture, type CaptureReader } from "./reader.ts";

/** Units kept on the page, and their bytes: what one can still scroll through. */
const MAX_UNITS = 400;
const MAX_BYTES = 4 * 1024 * 1024;
/** Waiting while paused; the oldest go when there are more. */
const MAX_WAITING = 2_000;
/** A hit a second: slow enough to be read as it comes. */
const CALM = { hitsPerSecond: 1, bots: 5, seed: 6455 };

export interface ShownUnit extends Unit {
  /** Counts what this visit has shown, from 1. */
  readonly id: number;
}

export type WireState =
  | { readonly type: "connecting" }
  | { readonly type: "live" }
  | { readonly type: "ended"; readonly reason: string }
  /** This server has none for the transport. */
  | { readonly type: "no-broker" }
  | { readonly type: "refused"; readonly code: ErrorCode };

export interface MicroscopeState {
  readonly transport: TransportName;
  readonly wire: WireState;
  /** In the order of their coming. */
  readonly units: readonly ShownUnit[];
  /** Units that wait to be shown. */
  readonly waiting: number;
  readonly isPaused: boolean;
  readonly selectedId: number | undefined;
  /** Undefined: both. */
  readonly direction: Direction | undefined;
  readonly hidden: readonly UnitKind[];
  /** Dropped by the server, unread. */
  readonly lostPieces: number;
  readonly lostBytes: number;
  /** Dropped by this page, which keeps so many. */
  readonly forgotten: number;
  readonly isTrafficOn: boolean;
}

export class Microscope {
  readonly store: StoreApi<MicroscopeState>;
  readonly place: LabPlace;
  readonly traffic: Lease;
  #watch: Watch | undefined;
  #reader: CaptureReader | undefined;
  #waiting: ShownUnit[] = [];
  #count = 0;
  /** Counts connections, so that what belongs to one before is recognised. */
  #turn = 0;

  constructor(place: LabPlace, transport: TransportName) {
    this.place = place;
    this.store = createStore<MicroscopeState>(() => ({
      ...NOTHING_SHOWN,
      lostPieces: 0,
      lostBytes: 0,
      transport,
      wire: { type: "connecting" },
      isPaused: false,
      direction: undefined,
      hidden: [],
      isTrafficOn: true,
    }));
    this.traffic = new Lease({
      take: () => putTraffic(server, place.familyId, { labId: place.labId, ...CALM }),
      release: () => stopTraffic(server, place.familyId, place.labId),
    });
    void this.traffic.hold();
    void this.connect(transport);
  }

  /** Ends the connection there is and opens one over this transport, with a capture of its own. Never rejects. */
  async connect(transport: TransportName): Promise<void> {
    this.#leave();
    this.#turn += 1;
    const turn = this.#turn;
    this.clear();
    this.store.setState({ transport, wire: { type: "connecting" }, lostPieces: 0, lostBytes: 0 });
    try {
      const reader = await readNewCapture(server, {
        onUnits: (units) => {
          if (turn === this.#turn) this.#receive(units);
        },
        onLost: (lostPieces, lostBytes) => {
          if (turn === this.#turn) this.store.setState({ lostPieces, lostBytes });
        },
        onEnd: (code) => {
          if (turn !== this.#turn) return;
          this.#watch?.close();
          this.store.setState({ wire: { type: "refused", code } });
        },
      });
      if (turn !== this.#turn) return reader.close();
      this.#reader = reader;
      this.#watch = openWatch({
        transport,
        familyId: this.place.familyId,
        capture: reader.captureId,
        onLive: () => {
          if (this.store.getState().wire.type !== "live") this.store.setState({ wire: { type: "live" } });
        },
        onEnd: (end) => this.store.setState({ wire: endedBy(end, transport) }),
      });
    } catch (error) {
      if (turn === this.#turn) this.store.setState({ wire: { type: "refused", code: codeOf(error) } });
    }
  }

  /** What the page can do over this connection, to be seen doing it. */
  get watch(): Watch | undefined {
    return this.#watch;
  }

  /** Ends the connection in the transport's own way, and goes on showing what that looks like. */
  disconnect(): void {
    this.#watch?.close();
    this.store.setState({ wire: { type: "ended", reason: "" } });
  }

  setTraffic(isTrafficOn: boolean): void {
    this.store.setState({ isTrafficOn });
    if (isTrafficOn) void this.traffic.hold();
    else void this.traffic.drop();
  }

  pause(): void {
    this.store.setState({ isPaused: true });
  }

  resume(): void {
    this.store.setState({ isPaused: false });
    this.#show(this.#waiting.splice(0));
  }

  /** Shows and selects the next unit that waits. */
  step(): void {
    const [next] = this.#waiting.splice(0, 1);
    if (next === undefined) return;
    this.#show([next]);
    this.select(next.id);
  }

  clear(): void {
    this.#waiting = [];
    this.store.setState(NOTHING_SHOWN);
  }

  select(selectedId: number): void {
    this.store.setState({ selectedId });
  }

  filterDirection(direction: Direction | undefined): void {
    this.store.setState({ direction });
  }

  setHidden(kind: UnitKind, isHidden: boolean): void {
    const others = this.store.getState().hidden.filter((other) => other !== kind);
    this.store.setState({ hidden: isHidden ? [...others, kind] : others });
  }

  close(): void {
    this.#turn += 1;
    this.#leave();
    void this.traffic.drop();
  }

  #leave(): void {
    this.#watch?.close();
    this.#reader?.close();
    this.#watch = undefined;
    this.#reader = undefined;
  }

  #receive(units: readonly Unit[]): void {
    const shown = units.map((unit) => ({ ...unit, id: (this.#count += 1) }));
    if (!this.store.getState().isPaused) return this.#show(shown);
    this.#waiting.push(...shown);
    const tooMany = Math.max(0, this.#waiting.length - MAX_WAITING);
    this.#waiting.splice(0, tooMany);
    const { forgotten } = this.store.getState();
    this.store.setState({ waiting: this.#waiting.length, forgotten: forgotten + tooMany });
  }

  #show(shown: readonly ShownUnit[]): void {
    const { units: before, forgotten, selectedId } = this.store.getState();
    const units = keepNewest([...before, ...shown]);
    this.store.setState({
      units,
      waiting: this.#waiting.length,
      forgotten: forgotten + before.length + shown.length - units.length,
      selectedId: selectedId ?? units[0]?.id,
    });
  }
}

function endedBy(end: FeedEnd, transport: TransportName): WireState {
  const isInVain = end.type === "refused" && lacksBroker(transport, end.code);
  return isInVain ? { type: "no-broker" } : { type: "ended", reason: end.reason };
}

const NOTHING_SHOWN = {
  units: [],
  waiting: 0,
  selectedId: undefined,
  forgotten: 0,
} satisfies Partial<MicroscopeState>;

function keepNewest(units: ShownUnit[]): ShownUnit[] {
  let bytes = 0;
  let from = units.length;
  while (from > 0 && units.length - from < MAX_UNITS) {
    bytes += units[from - 1]?.bytes.length ?? 0;
    if (bytes > MAX_BYTES) break;
    from -= 1;
  }
  return from === 0 ? units : units.slice(from);
}

/** What the filters let through. */
export function filterUnits({ units, direction, hidden }: MicroscopeState): readonly ShownUnit[] {
  if (direction === undefined && hidden.length === 0) return units;
  return units.filter(
    (unit) => (direction === undefined || unit.direction === direction) && !hidden.includes(unit.kind),
  );
}
