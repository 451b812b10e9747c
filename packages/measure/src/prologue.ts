// What a run inherits from the time before it, as events: where the lanes are and whether they are awake, the clock,
// and the readings that a run's costs are counted from. So a recording of a run needs nothing from before. ME60.
import type { LaneEvent, MeasureEvent } from "./events.ts";
import type { Lane } from "./lane.ts";
import type { State } from "./state.ts";

/** In an order, and with times, that apply() takes as they are. */
export function prologueOf(state: State): MeasureEvent[] {
  const { at, lanes, clock, isHidden } = state;
  const readings = lanes.flatMap(readingOf).sort((a, b) => a.at - b.at);
  const openedAt = readings[0]?.at ?? at;
  const opened: MeasureEvent[] = lanes.map((lane) => ({ type: "lane-opened", at: openedAt, lane: lane.id }));
  return [
    ...opened,
    ...readings,
    ...(clock === undefined ? [] : [{ type: "clock" as const, at, ...clock }]),
    ...lanes.flatMap((lane) => whereaboutsOf(lane, at)),
    ...(isHidden ? [{ type: "page-hidden" as const, at }] : []),
  ];
}

function readingOf({ id, cost: { last } }: Lane): LaneEvent[] {
  return last === undefined ? [] : [{ type: "ledger", at: last.at, lane: id, ...last.reading }];
}

function whereaboutsOf({ id, position, isPaused, isCatchingUp, outage }: Lane, at: number): LaneEvent[] {
  const events: LaneEvent[] = [];
  if (position !== undefined) events.push({ type: "shown", at, lane: id, frame: "snapshot", ...position });
  if (isPaused) events.push({ type: "lane-paused", at, lane: id });
  else if (isCatchingUp) events.push({ type: "lane-resumed", at, lane: id });
  if (outage !== undefined) events.push({ type: "reconnect-began", at, lane: id });
  return events;
}
