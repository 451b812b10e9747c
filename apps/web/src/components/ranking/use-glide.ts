// Glides the rows of a list after every change of order; stands still for people who asked for less motion.
import { useEffect, useLayoutEffect, useRef, useState, type RefObject } from "react";
import type { RankedEntry } from "@hydra/engine";
import type { Glider, Sight } from "./glide.ts";

export function useGlide(list: RefObject<HTMLOListElement | null>, entries: readonly RankedEntry[]): void {
  const glider = useGlider();
  const sight = useSight(list);
  useLayoutEffect(() => {
    const { current } = list;
    if (current === null || glider === undefined || document.hidden || isCalm()) return;
    // Children stand in the order of the entries: React has just put them there.
    const rows = new Map(entries.map(({ playerId }, place) => [playerId, current.children[place]]));
    const rowOf = (id: string): HTMLElement | undefined => {
      const row = rows.get(id);
      return row instanceof HTMLElement ? row : undefined;
    };
    glider.settle([...rows.keys()], rowOf, sight.current);
  }, [list, entries, glider, sight]);
}

function isCalm(): boolean {
  return matchMedia("(prefers-reduced-motion: reduce)").matches;
}

/** Undefined until it is fetched. */
function useGlider(): Glider | undefined {
  const [glider, setGlider] = useState<Glider>();
  useEffect(() => {
    // Without it the rows go to their places at once.
    void import("./glide.ts").then(
      ({ createGlider }) => setGlider(createGlider(() => performance.now())),
      () => undefined,
    );
  }, []);
  return glider;
}

/** Which rows are seen, kept up to date by scrolling and resizing, so that an update need not ask. */
function useSight(list: RefObject<HTMLOListElement | null>): RefObject<Sight> {
  const sight = useRef<Sight>({ rowHeight: 0, first: 0, last: 0 });
  useEffect(() => {
    const { current } = list;
    if (current === null) return;
    const look = (): void => {
      const rowHeight = current.firstElementChild?.getBoundingClientRect().height ?? 0;
      if (rowHeight === 0) return;
      const top = current.getBoundingClientRect().top;
      sight.current = {
        rowHeight,
        first: Math.floor(-top / rowHeight),
        last: Math.ceil((innerHeight - top) / rowHeight),
      };
    };
    const stop = new AbortController();
    const observer = new ResizeObserver(look);
    observer.observe(current);
    document.addEventListener("scroll", look, { capture: true, passive: true, signal: stop.signal });
    addEventListener("resize", look, { signal: stop.signal });
    return () => {
      stop.abort();
      observer.disconnect();
    };
  }, [list]);
  return sight;
}
