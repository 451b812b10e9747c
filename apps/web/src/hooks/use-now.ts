// The present, for countdowns: renders again every `everyMs` while it is asked to.
import { useEffect, useState } from "react";

/** Date.now() as of the last tick; stands still while `isRunning` is false. */
export function useNow(everyMs: number, isRunning: boolean): number {
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    if (!isRunning) return;
    setNow(Date.now());
    const timer = setInterval(() => setNow(Date.now()), everyMs);
    return () => clearInterval(timer);
  }, [everyMs, isRunning]);
  return now;
}
