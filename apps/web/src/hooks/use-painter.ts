// Painters are fetched after the page that they paint on: what stands comes first, what moves after it.
import { useEffect } from "react";
import type { Effect, Effects } from "../stores/effects.ts";

export type Painter = (effect: Effect) => void;

/** Between two attempts to fetch one. */
const RETRY_MS = 3_000;

/**
 * Fetches a painter and lets it listen. What happens before it is there is not drawn.
 * @param load of one identity, or it is fetched anew; undefined where nothing is to be painted
 */
export function usePainter(effects: Effects | undefined, load: (() => Promise<Painter>) | undefined): void {
  useEffect(() => {
    if (effects === undefined || load === undefined) return;
    let paint: Painter | undefined;
    let nextAt = 0;
    const fetchIt = (): void => {
      nextAt = performance.now() + RETRY_MS;
      load().then(
        (painter) => (paint = painter),
        () => undefined,
      );
    };
    fetchIt();
    return effects.listen((effect) => {
      if (paint !== undefined) paint(effect);
      else if (performance.now() > nextAt) fetchIt();
    });
  }, [effects, load]);
}
