// Lets rows glide to their new places. Rows have one height, so where a row comes from is known without measuring:
// no layout is read, however many rows move. The browser's compositor does the rest.

const GLIDE_MS = 420;
/** Rows farther than this outside of what is seen arrive without a show. */
const MARGIN_ROWS = 2;

/** Quick away, gentle home. */
function ease(progress: number): number {
  return 1 - (1 - progress) ** 3;
}

/** `ease` for the browser, so that a glide can be picked up exactly where it is. */
const EASING = `linear(${Array.from({ length: 21 }, (_, step) => ease(step / 20).toFixed(4)).join(", ")})`;

interface Glide {
  readonly animation: Animation;
  /** Pixels from home when it began. */
  readonly from: number;
  readonly startedAt: number;
}

/** What a person sees of the list, in rows. */
export interface Sight {
  readonly rowHeight: number;
  readonly first: number;
  readonly last: number;
}

/** Of a row's element, all that is needed. */
export type Row = Pick<HTMLElement, "animate">;

export interface Glider {
  /**
   * Call after the rows stand in their new order and before the browser paints.
   * @param ids in the new order
   * @param rowOf the row's element
   */
  settle(ids: readonly string[], rowOf: (id: string) => Row | undefined, sight: Sight): void;
}

export function createGlider(now: () => number): Glider {
  let places = new Map<string, number>();
  const glides = new Map<string, Glide>();

  /** How far the row still is from where it was going. */
  const restOf = (id: string, at: number): number => {
    const glide = glides.get(id);
    if (glide === undefined) return 0;
    const progress = Math.min((at - glide.startedAt) / GLIDE_MS, 1);
    return glide.from * (1 - ease(progress));
  };

  const start = (id: string, row: Row, from: number): void => {
    glides.get(id)?.animation.cancel();
    const animation = row.animate([{ transform: `translateY(${from}px)` }, { transform: "none" }], {
      duration: GLIDE_MS,
      easing: EASING,
    });
    glides.set(id, { animation, from, startedAt: now() });
  };

  return {
    settle(ids, rowOf, { rowHeight, first, last }) {
      const before = places;
      places = new Map(ids.map((id, place) => [id, place]));
      if (before.size === 0 || rowHeight === 0) return;
      const at = now();
      const isSeen = (place: number): boolean => place >= first - MARGIN_ROWS && place <= last + MARGIN_ROWS;
      for (const [id, place] of places) {
        const old = before.get(id);
        if (old === place) continue;
        const row = rowOf(id);
        if (row === undefined) continue;
        if (old === undefined) {
          if (isSeen(place)) row.animate([{ opacity: 0 }, { opacity: 1 }], { duration: GLIDE_MS });
        } else if (isSeen(place) || isSeen(old)) {
          // From beyond the edge is far enough.
          const rows = clamp(old - place, MARGIN_ROWS + last - first);
          start(id, row, rows * rowHeight + restOf(id, at));
        }
      }
      for (const [id, { startedAt }] of glides) {
        if (!places.has(id) || at - startedAt > GLIDE_MS) glides.delete(id);
      }
    },
  };
}

function clamp(value: number, most: number): number {
  return Math.min(Math.max(value, -most), most);
}
