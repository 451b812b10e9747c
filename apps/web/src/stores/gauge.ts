// What one transport costs and gives, over a sliding window of the time the page was visible. Staleness charges every
// published version, the skipped ones until a later one shows; versions published while the page was hidden are not charged.
// Pure; times are milliseconds by localNow() unless stated otherwise.

export const WINDOW_MS = 60_000;
/** Before that much has been watched, a rate would be a guess. */
export const LEAST_WATCHED_MS = 4_000;
/** A regular pause of a transport: polls are 3 s apart, plus the answer's time and the tick it is seen at. */
const LONGEST_PAUSE_MS = 4_500;
/** An update that covers more versions than this is charged by as many evenly spread ones. */
const MOST_POINTS = 32;

/** Of an Update, what is measured: published times are by the server's clock. */
export interface Arrival {
  readonly versions: number;
  readonly firstPublishedAt: number;
  readonly publishedAt: number;
  readonly receivedAt: number;
}

export interface Reading {
  /** Undefined when nothing was published in the window, or the server's clock is not known yet. */
  readonly stalenessMs: number | undefined;
  readonly requestsPerMinute: number;
  readonly bytesPerMinute: number;
}

export interface Gauge {
  addArrival(arrival: Arrival): void;
  addTraffic(traffic: { requests: number; bytes: number }, at: number): void;
  setVisible(isVisible: boolean, at: number): void;
  /** `offsetMs`: server's clock minus this machine's. Undefined before enough has been watched. */
  read(at: number, offsetMs: number | undefined): Reading | undefined;
}

interface Charged extends Arrival {
  /** In visible time. */
  readonly at: number;
  /** Versions published before this are not charged. */
  readonly since: number;
}

export function createGauge(startedAt: number, isVisible: boolean): Gauge {
  let arrivals: Charged[] = [];
  let traffic: { at: number; requests: number; bytes: number }[] = [];
  let since = startedAt;
  /** Visible milliseconds before `since`. */
  let watchedBefore = 0;
  let isWatched = isVisible;

  const watched = (at: number): number => watchedBefore + (isWatched ? Math.max(at - since, 0) : 0);

  return {
    addArrival(arrival) {
      if (isWatched) arrivals.push({ ...arrival, at: watched(arrival.receivedAt), since });
    },
    addTraffic({ requests, bytes }, at) {
      if (isWatched && requests + bytes > 0) traffic.push({ at: watched(at), requests, bytes });
    },
    setVisible(isVisible, at) {
      if (isVisible === isWatched) return;
      watchedBefore = watched(at);
      since = at;
      isWatched = isVisible;
    },
    read(at, offsetMs) {
      const now = watched(at);
      arrivals = arrivals.filter((arrival) => now - arrival.at < WINDOW_MS);
      traffic = traffic.filter((receipt) => now - receipt.at < WINDOW_MS);
      const windowMs = Math.min(now, WINDOW_MS);
      if (windowMs < LEAST_WATCHED_MS) return undefined;
      const perMinute = 60_000 / spanOf(windowMs, traffic.at(-1)?.at);
      return {
        stalenessMs: offsetMs === undefined ? undefined : medianStaleness(arrivals, offsetMs),
        requestsPerMinute: sum(traffic.map(({ requests }) => requests)) * perMinute,
        bytesPerMinute: sum(traffic.map(({ bytes }) => bytes)) * perMinute,
      };
    },
  };
}

/**
 * What the traffic is spread over: the window, but while that is still growing up to the last receipt only, or what
 * comes every few seconds would seem to come less often just before it comes again.
 */
function spanOf(windowMs: number, lastAt: number | undefined): number {
  if (lastAt === undefined || windowMs === WINDOW_MS || windowMs - lastAt > LONGEST_PAUSE_MS) return windowMs;
  return Math.max(lastAt, 1);
}

/** The median over all versions, each weighing the same. */
function medianStaleness(arrivals: readonly Charged[], offsetMs: number): number | undefined {
  const charges = arrivals.flatMap((arrival) => stalenessOf(arrival, offsetMs));
  charges.sort((a, b) => a.stalenessMs - b.stalenessMs);
  const half = sum(charges.map(({ weight }) => weight)) / 2;
  let reached = 0;
  return charges.find(({ weight }) => (reached += weight) >= half)?.stalenessMs;
}

/** The versions an update covers lie evenly between the first and the last; each is as old as the update found it. */
function stalenessOf(arrival: Charged, offsetMs: number): { stalenessMs: number; weight: number }[] {
  const { versions, firstPublishedAt, publishedAt, receivedAt, since } = arrival;
  const points = Math.min(versions, MOST_POINTS);
  const step = points > 1 ? (publishedAt - firstPublishedAt) / (points - 1) : 0;
  return Array.from({ length: points }, (_, index) => publishedAt - index * step - offsetMs)
    .filter((seenAt) => seenAt >= since)
    .map((seenAt) => ({ stalenessMs: Math.max(receivedAt - seenAt, 0), weight: versions / points }));
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
