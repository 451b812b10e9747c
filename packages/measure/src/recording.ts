// A recording of a run: everything that its table follows from, small enough to export, and bounded. ME60, ME61.
import { DRAIN_MS, MAX_RECORDED_EVENTS, type MeasureEvent } from "./events.ts";
import { createMeasure, type Measure } from "./measure.ts";

export const RECORDING_FORMAT = "hydra-lab-recording";

export interface Recording {
  readonly format: typeof RECORDING_FORMAT;
  readonly version: 1;
  /** Events of the run that found no place: more than 0 means that a replay's figures end early. */
  readonly dropped: number;
  readonly events: readonly MeasureEvent[];
}

export interface Recorder {
  /** What the events led to. */
  readonly measure: Measure;
  /** Passes the event on to the measure and keeps it if it belongs to a run. */
  apply(event: MeasureEvent): void;
  /** The last run that was started, so far; no events before the first one. */
  recording(): Recording;
}

/** Keeps the events from a run's start until its account is closed (ME42); a new run replaces the last one. */
export function createRecorder(maxEvents: number = MAX_RECORDED_EVENTS): Recorder {
  const measure = createMeasure();
  let events: MeasureEvent[] = [];
  let dropped = 0;
  let at = -Infinity;
  let recordUntil = -Infinity;

  return {
    measure,
    apply(event) {
      // As the measure does: what is recorded must not depend on what came before it.
      if (event.at > at) at = event.at;
      if (event.type === "run-started") {
        events = measure.prologue();
        dropped = 0;
        recordUntil = Infinity;
      }
      measure.apply(event);
      if (at > recordUntil) return;
      if (events.length < maxEvents) events.push(event.at === at ? event : { ...event, at });
      else dropped += 1;
      if (event.type === "run-ended") recordUntil = Math.min(recordUntil, at + DRAIN_MS);
    },
    recording: () => ({ format: RECORDING_FORMAT, version: 1, dropped, events: [...events] }),
  };
}
