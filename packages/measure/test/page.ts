// A page to make observations with: time passes by hand, the server publishes, lanes show.
import { replay, type LaneFigures, type Measure, type MeasureEvent } from "../src/index.ts";

type Observation = MeasureEvent extends infer E ? (E extends MeasureEvent ? Omit<E, "at"> : never) : never;

export interface Version {
  readonly epoch: string;
  readonly seq: number;
  readonly publishedAt: number;
}

/** The server's clock minus the page's. */
const OFFSET_MS = -250;

export class Page {
  readonly events: MeasureEvent[] = [];
  /** Page-local. */
  now = 1_795_000_000_000;
  epoch = "k3v9";
  #seq = 0;

  constructor(...lanes: readonly string[]) {
    for (const lane of lanes) this.see({ type: "lane-opened", lane });
    this.see({ type: "clock", offsetMs: OFFSET_MS, uncertaintyMs: 2 });
  }

  see(observation: Observation): this {
    this.events.push({ ...observation, at: this.now });
    return this;
  }

  wait(ms: number): this {
    this.now += ms;
    return this;
  }

  /** The server publishes now; every lane named shows it at once. */
  publish(...lanes: readonly string[]): Version {
    this.#seq += 2;
    const version = { epoch: this.epoch, seq: this.#seq, publishedAt: this.now + OFFSET_MS };
    for (const lane of lanes) this.show(lane, version);
    return version;
  }

  /** A new log: seq begins again. */
  renew(epoch: string): void {
    this.epoch = epoch;
    this.#seq = 0;
  }

  show(lane: string, version: Version, delta?: { from: number; versions?: number }): this {
    const frame = delta === undefined ? ("snapshot" as const) : ("delta" as const);
    return this.see({ type: "shown", lane, frame, ...version, ...delta });
  }

  get measure(): Measure {
    return replay(this.events);
  }

  /** The lane's row now. */
  row(lane: string): LaneFigures {
    const row = this.measure.table(this.now).find((figures) => figures.lane === lane);
    if (row === undefined) throw new Error(`no lane ${lane}`);
    return row;
  }
}
