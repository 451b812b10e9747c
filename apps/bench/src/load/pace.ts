// When the attacks of an open loop are due, whatever the clock of the process does: nothing that fell due while it was
// busy is left out.

export interface Pace {
  /** The times that have fallen due since the last call, oldest first. */
  due(now: number): number[];
}

/** Evenly spaced from `startedAt` on. Times in milliseconds. */
export function createPace(perSecond: number, startedAt: number): Pace {
  let sent = 0;
  return {
    due(now) {
      const times: number[] = [];
      const total = Math.floor(((now - startedAt) * perSecond) / 1_000);
      for (; sent < total; sent += 1) times.push(startedAt + ((sent + 1) * 1_000) / perSecond);
      return times;
    },
  };
}
