// The rules of SPEC.md worked out the slow way, for one epoch: keeps every event and asks every question of all of them.
// Shares no code with the measure.
import { DRAIN_MS, type MeasureEvent, type UpdateShown } from "../src/index.ts";

interface Timed {
  readonly index: number;
  readonly at: number;
}

/** Measured time of a lane: from the message (or run's start) at `start` until a cut. */
interface Stretch {
  readonly start: Timed;
  /** The run's end, if it came first. */
  end: Timed | undefined;
  /** A pause or a hidden page. */
  cut: Timed | undefined;
}

interface LaneStory {
  readonly id: string;
  readonly shows: (Timed & { readonly seq: number; readonly from: number; readonly update: UpdateShown })[];
  readonly stretches: Stretch[];
  /** Before watching began. */
  seqBefore: number;
  repeated: number;
  missed: number;
}

interface Known {
  readonly seq: number;
  readonly publishedAt: number;
  readonly learned: number;
}

export interface OracleLane {
  readonly lane: string;
  readonly staleness: readonly number[];
  readonly unfinished: number;
  readonly skipped: number;
  readonly shown: number;
  readonly repeated: number;
  readonly missed: number;
  readonly unaccounted: number;
  readonly activeMs: number;
  readonly areaMs2: number;
  readonly wins: number;
  readonly margins: readonly number[];
  readonly leads: readonly { readonly over: string; readonly meanMs: number; readonly versions: number }[];
}

export function oracle(input: readonly MeasureEvent[], now: number): OracleLane[] {
  let last = -Infinity;
  const events = input.map((event) => ({ ...event, at: (last = Math.max(last, event.at)) }));
  const runIndex = events.findLastIndex(({ type }) => type === "run-started");
  const clockIndex = events.findIndex(({ type }) => type === "clock");
  const endIndex = events.findIndex(({ type }, index) => type === "run-ended" && index > runIndex);
  const end: Timed | undefined = endIndex < 0 ? undefined : { index: endIndex, at: events[endIndex]!.at };
  const closeIndex = end === undefined ? -1 : events.findIndex(({ at }) => at > end.at + DRAIN_MS);
  const closed = closeIndex < 0 ? Infinity : closeIndex;
  const watchIndex = clockIndex < 0 ? Infinity : Math.max(runIndex, clockIndex);
  const lanes = storiesOf(events, { runIndex, watchIndex, end });
  const { known, floor } = learnAll(events, lanes, { watchIndex, closed });

  const charged = lanes.map((lane) => known.map((version) => chargeOf(lane, version, { end, closed })));
  return lanes.map((lane, row) => {
    const own = charged[row]!.filter((charge) => charge !== undefined);
    const shownCharges = own.filter(({ show }) => show !== undefined);
    const races = known.map((version, column) => ({
      version,
      finishers: lanes
        .map((other, otherRow) => ({ id: other.id, show: charged[otherRow]![column]?.show }))
        .filter((finisher) => finisher.show !== undefined)
        .map(({ id, show }) => ({ id, show: show! }))
        .sort((a, b) => a.show.index - b.show.index),
    }));
    const won = races.filter(({ finishers }) => finishers.length > 1 && finishers[0]!.id === lane.id);
    const isCounted = ({ index }: Timed): boolean =>
      index > runIndex && (end === undefined || index < end.index);
    return {
      lane: lane.id,
      staleness: own.map(({ ms }) => ms),
      unfinished: own.length - shownCharges.length,
      skipped: shownCharges.filter(({ show, version }) => show!.seq !== version.seq).length,
      shown: lane.shows.filter(isCounted).length,
      repeated: lane.repeated,
      missed: lane.missed,
      unaccounted: lane.shows
        .filter((show) => isCounted(show) && isClaim(lane, show, floor))
        .map(
          ({ from, seq, update }) =>
            update.versions! - known.filter((v) => v.seq > from && v.seq <= seq).length,
        )
        .reduce((sum, missing) => sum + Math.max(0, missing), 0),
      ...ageOf(lane, known, { now: Math.max(now, last), end }),
      wins: won.length,
      margins: won.map(({ finishers }) => finishers[1]!.show.at - finishers[0]!.show.at),
      leads: leadsOf(
        lane.id,
        lanes.map(({ id }) => id),
        races,
      ),
    };
  });
}

function storiesOf(
  events: readonly MeasureEvent[],
  marks: { runIndex: number; watchIndex: number; end: Timed | undefined },
): LaneStory[] {
  const stories: LaneStory[] = [];
  let isHidden = false;
  const paused = new Set<string>();
  const catchingUp = new Set<string>();
  const seqs = new Map<string, number>();
  const hasEnded = (index: number): boolean => marks.end !== undefined && index >= marks.end.index;
  const isAwake = (id: string): boolean =>
    !isHidden && !paused.has(id) && !catchingUp.has(id) && seqs.has(id);

  events.forEach((event, index) => {
    const mark = { index, at: event.at };
    const openStretch = ({ stretches }: LaneStory): Stretch | undefined =>
      stretches.at(-1)?.cut === undefined ? stretches.at(-1) : undefined;
    const cut = (story: LaneStory): void => {
      catchingUp.add(story.id);
      const stretch = openStretch(story);
      if (stretch !== undefined) stretch.cut = mark;
    };
    const wake = (story: LaneStory): void => {
      if (index < marks.watchIndex || hasEnded(index) || !isAwake(story.id)) return;
      if (openStretch(story) === undefined)
        story.stretches.push({ start: mark, end: undefined, cut: undefined });
    };
    const story = "lane" in event ? stories.find(({ id }) => id === event.lane) : undefined;
    if (event.type === "lane-opened" && story === undefined) {
      stories.push({ id: event.lane, shows: [], stretches: [], seqBefore: -1, repeated: 0, missed: 0 });
    }
    if (event.type === "page-hidden" || event.type === "page-visible") {
      isHidden = event.type === "page-hidden";
      stories.forEach(cut);
    }
    if (index === marks.watchIndex) {
      for (const lane of stories) {
        lane.stretches.length = 0;
        lane.seqBefore = seqs.get(lane.id) ?? -1;
        wake(lane);
      }
    }
    if (index === marks.runIndex) {
      for (const lane of stories) {
        lane.repeated = 0;
        lane.missed = 0;
      }
    }
    if (index === marks.end?.index) {
      for (const lane of stories) {
        const stretch = openStretch(lane);
        if (stretch !== undefined) stretch.end = mark;
      }
    }
    if (story === undefined) return;
    if (event.type === "lane-paused" || event.type === "lane-resumed") {
      if (event.type === "lane-paused") paused.add(story.id);
      else paused.delete(story.id);
      cut(story);
    }
    const resume = (lane: LaneStory): void => {
      if (!isHidden && !paused.has(lane.id)) catchingUp.delete(lane.id);
      wake(lane);
    };
    if (event.type === "word" && catchingUp.has(story.id) && seqs.has(story.id)) resume(story);
    if (event.type !== "shown") return;
    const from = seqs.get(story.id) ?? -1;
    const counts = hasEnded(index) ? 0 : 1;
    if (event.seq <= from) {
      story.repeated += counts;
      return;
    }
    if (from >= 0 && event.frame === "delta" && event.from! > from) story.missed += counts;
    story.shows.push({ ...mark, seq: event.seq, from, update: event });
    seqs.set(story.id, event.seq);
    resume(story);
  });
  return stories;
}

function learnAll(
  events: readonly MeasureEvent[],
  lanes: readonly LaneStory[],
  { watchIndex, closed }: { watchIndex: number; closed: number },
): { known: Known[]; floor: number } {
  const shows = lanes
    .flatMap((lane) => lane.shows)
    .filter(({ index }) => index > watchIndex && index < closed)
    .sort((a, b) => a.index - b.index);
  const before = Math.max(...lanes.map(({ seqBefore }) => seqBefore));
  const floor = before >= 0 ? before : (shows[0]?.seq ?? 0) - 1;
  const known = new Map<number, Known>();
  for (const { index, seq, update } of shows) {
    if (known.has(seq)) continue;
    known.set(seq, { seq, publishedAt: update.publishedAt - offsetAt(events, index), learned: index });
  }
  return { known: [...known.values()].sort((a, b) => a.seq - b.seq), floor };
}

function offsetAt(events: readonly MeasureEvent[], index: number): number {
  let best: { offsetMs: number; uncertaintyMs: number } | undefined;
  for (const event of events.slice(0, index)) {
    if (event.type !== "clock") continue;
    const { offsetMs, uncertaintyMs } = event;
    const areApart =
      best !== undefined && Math.abs(offsetMs - best.offsetMs) > uncertaintyMs + best.uncertaintyMs;
    if (best === undefined || uncertaintyMs < best.uncertaintyMs || areApart) best = event;
  }
  return best!.offsetMs;
}

interface Charge {
  readonly version: Known;
  readonly ms: number;
  readonly show: LaneStory["shows"][number] | undefined;
}

function chargeOf(
  lane: LaneStory,
  version: Known,
  { end, closed }: { end: Timed | undefined; closed: number },
): Charge | undefined {
  if (lane.seqBefore >= version.seq) return undefined;
  const show = lane.shows.find(({ seq }) => seq >= version.seq);
  for (const stretch of lane.stretches) {
    const { publishedAt } = version;
    const isPublishedIn = publishedAt >= stretch.start.at && publishedAt <= (stretch.end?.at ?? Infinity);
    if (!isPublishedIn) continue;
    const lastIndex = Math.min(stretch.cut?.index ?? Infinity, closed);
    if (show !== undefined && show.index <= stretch.start.index) continue;
    if (show !== undefined && show.index < lastIndex)
      return { version, ms: Math.max(0, show.at - publishedAt), show };
    if (end !== undefined && stretch.end !== undefined && version.learned < lastIndex) {
      return { version, ms: Math.max(0, end.at - publishedAt), show: undefined };
    }
  }
  return undefined;
}

function isClaim(lane: LaneStory, show: LaneStory["shows"][number], floor: number): boolean {
  const { frame, from, versions } = show.update;
  const isUnbroken = lane.stretches.some(
    ({ start, cut }) => start.index < show.index && show.index < (cut?.index ?? Infinity),
  );
  return frame === "delta" && versions !== undefined && from === show.from && from >= floor && isUnbroken;
}

function ageOf(
  lane: LaneStory,
  known: readonly Known[],
  { now, end }: { now: number; end: Timed | undefined },
): { activeMs: number; areaMs2: number } {
  let activeMs = 0;
  let areaMs2 = 0;
  for (const { start, cut } of lane.stretches) {
    const stop = Math.min(cut?.at ?? now, end?.at ?? now, now);
    activeMs += Math.max(0, stop - start.at);
    const inside = lane.shows.filter(({ index, at }) => index > start.index && at <= stop);
    const times = [start.at, ...inside.map(({ at }) => at), stop];
    for (let piece = 0; piece + 1 < times.length; piece += 1) {
      const from = times[piece]!;
      const to = times[piece + 1]!;
      const shownIndex = piece === 0 ? start.index : inside[piece - 1]!.index;
      const onScreen = lane.shows.findLast(({ index }) => index <= shownIndex)?.seq ?? lane.seqBefore;
      const oldest = known.find(({ seq }) => seq > onScreen);
      if (oldest === undefined || to <= oldest.publishedAt) continue;
      const young = Math.max(0, from - oldest.publishedAt);
      const old = to - oldest.publishedAt;
      areaMs2 += (old * old - young * young) / 2;
    }
  }
  return { activeMs, areaMs2 };
}

function leadsOf(
  id: string,
  ids: readonly string[],
  races: readonly { finishers: readonly { id: string; show: Timed }[] }[],
): OracleLane["leads"] {
  const gaps = new Map<string, number[]>();
  for (const { finishers } of races) {
    const own = finishers.find((finisher) => finisher.id === id);
    if (own === undefined) continue;
    for (const other of finishers) {
      if (other !== own) gaps.set(other.id, [...(gaps.get(other.id) ?? []), other.show.at - own.show.at]);
    }
  }
  return ids.flatMap((over) => {
    const leads = gaps.get(over);
    if (leads === undefined) return [];
    return [
      { over, meanMs: leads.reduce((sum, lead) => sum + lead, 0) / leads.length, versions: leads.length },
    ];
  });
}
