// A ring that fills from a press until the skill is ready again. The browser animates it; React only gives from when to when.
import { useEffect, useRef, useState } from "react";
import { localNow } from "@hydra/client";
import type { Ring } from "../../stores/skill-clock.ts";

export function CooldownRing({ ring }: { ring: Ring }): React.JSX.Element {
  const arc = useRef<SVGCircleElement>(null);
  useEffect(() => {
    const now = localNow();
    const left = ring.until - now;
    if (left <= 0) return;
    const done = (now - ring.from) / (ring.until - ring.from);
    const animation = arc.current?.animate([{ strokeDashoffset: 1 - done }, { strokeDashoffset: 0 }], {
      duration: left,
    });
    return () => animation?.cancel();
  }, [ring]);
  return (
    <svg className="ring" viewBox="0 0 64 64" aria-hidden="true">
      <circle className="ring-track" cx="32" cy="32" r="29" />
      <circle className="ring-arc" cx="32" cy="32" r="29" pathLength={1} ref={arc} />
    </svg>
  );
}

/** Whole seconds until the ring is full, for cooldowns long enough to be read; 0 when it is. */
export function useSecondsLeft({ until }: Ring): number {
  const [seconds, setSeconds] = useState(0);
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const tick = (): void => {
      const leftMs = until - localNow();
      setSeconds(leftMs > 0 ? Math.ceil(leftMs / 1_000) : 0);
      if (leftMs > 0) timer = setTimeout(tick, leftMs % 1_000 || 1_000);
    };
    tick();
    return () => clearTimeout(timer);
  }, [until]);
  return seconds;
}
