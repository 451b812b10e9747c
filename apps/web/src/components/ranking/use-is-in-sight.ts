// Whether one's own row can be seen right now.
import { useEffect, useState, type RefObject } from "react";

/** False without an id. Follows the row wherever it goes, at no cost for the rows around it. */
export function useIsInSight(
  list: RefObject<HTMLElement | null>,
  scroller: HTMLElement | null,
  playerId: string | undefined,
): boolean {
  const [isInSight, setInSight] = useState(false);
  useEffect(() => {
    const row =
      playerId === undefined
        ? undefined
        : [...(list.current?.children ?? [])].find(
            (child) => child.getAttribute("data-player-id") === playerId,
          );
    if (row === undefined || scroller === null) {
      setInSight(false);
      return;
    }
    // On narrow pages the whole page scrolls, and the bar with the skills covers its end.
    const isScrolling = getComputedStyle(scroller).overflowY !== "visible";
    const observer = new IntersectionObserver(([entry]) => setInSight(entry?.isIntersecting ?? false), {
      root: isScrolling ? scroller : null,
      rootMargin: isScrolling ? "0px" : "0px 0px -120px 0px",
      threshold: 0.6,
    });
    observer.observe(row);
    return () => observer.disconnect();
  }, [list, scroller, playerId]);
  return isInSight;
}
