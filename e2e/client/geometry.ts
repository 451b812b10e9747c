// Where things are on a page: boxes of named elements, and which of them lie over each other.
import type { ElementHandle, Locator, Page } from "@playwright/test";

export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export type Boxes = Readonly<Record<string, Box>>;

/**
 * Of those that are there, each of which must be seen; of those that may go, what is still there in the end. A locator of several elements has as many boxes. All are read at one moment, when
 * they have come to rest: what is shown for some seconds only may be gone before one could be read after another.
 */
export async function boxesOf(
  named: Readonly<Record<string, Locator>>,
  passing: Readonly<Record<string, Locator>> = {},
): Promise<Boxes> {
  const found = await Promise.all(
    Object.entries({ ...named, ...passing }).map(async ([name, locator]) => {
      const elements = (await locator.elementHandles()) as ElementHandle<Element>[];
      const mayGo = name in passing;
      if (elements.length === 0 && !mayGo) throw new Error(`There is no ${name}.`);
      return elements.map((element, index) => ({ name: `${name} ${index + 1}`, element, mayGo }));
    }),
  );
  const [first] = Object.values(named);
  if (first === undefined) return {};
  return first.page().evaluate(boxesAtRest, { parts: found.flat(), moveMs: MOVE_MS });
}

/** Longer ones, such as what fades when it has been read, are not waited for. */
const MOVE_MS = 1_500;

interface Parts {
  readonly parts: readonly {
    readonly name: string;
    readonly element: Element;
    readonly mayGo: boolean;
  }[];
  readonly moveMs: number;
}

/** Runs in the page. Waits until none of the elements, nor what they stand in, moves to its place any more. */
async function boxesAtRest({ parts, moveMs }: Parts): Promise<Record<string, Box>> {
  const nodes = new Set<Element>();
  for (const { element } of parts)
    for (let node: Element | null = element; node !== null; node = node.parentElement) nodes.add(node);
  const moving = [...nodes]
    .flatMap((node) => node.getAnimations())
    .filter(({ effect }) => Number(effect?.getComputedTiming().endTime) <= moveMs);
  // One that is cancelled moves no longer either.
  await Promise.allSettled(moving.map(({ finished }) => finished));
  const boxes: Record<string, Box> = {};
  for (const { name, element, mayGo } of parts) {
    if (mayGo && !element.isConnected) continue;
    if (element.getClientRects().length === 0) throw new Error(`${name} is not shown.`);
    const { x, y, width, height } = element.getBoundingClientRect();
    boxes[name] = { x, y, width, height };
  }
  return boxes;
}

/** Pairs that lie over each other by more than half a pixel. */
export function overlapsIn(boxes: Boxes): string[] {
  const all = Object.entries(boxes);
  return all.flatMap(([name, box], index) =>
    all
      .slice(index + 1)
      .filter(([, other]) => areOver(box, other))
      .map(([other]) => `${name} over ${other}`),
  );
}

/** Those that are not wholly within the window. */
export function outsideOf({ width, height }: { width: number; height: number }, boxes: Boxes): string[] {
  return Object.entries(boxes)
    .filter(
      ([, box]) =>
        box.x < -0.5 || box.y < -0.5 || box.x + box.width > width + 0.5 || box.y + box.height > height + 0.5,
    )
    .map(([name, box]) => `${name} at ${JSON.stringify(box)}`);
}

function areOver(one: Box, other: Box): boolean {
  const slack = 0.5;
  return (
    one.x + slack < other.x + other.width &&
    other.x + slack < one.x + one.width &&
    one.y + slack < other.y + other.height &&
    other.y + slack < one.y + one.height
  );
}

/** What can be pressed and is smaller than a finger: under 44 pixels in one direction. A label counts with its field. */
export function smallTargets(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const targets = document.querySelectorAll<HTMLElement>("button, a[href], input, select");
    return [...targets]
      .filter((target) => target.checkVisibility() && !target.matches(".skip-link"))
      .flatMap((target) => {
        const { width, height } = (target.closest("label") ?? target).getBoundingClientRect();
        const name = target.getAttribute("aria-label") ?? target.textContent?.trim() ?? target.tagName;
        return Math.min(width, height) < 43.5 ? [`${name}: ${width} × ${height}`] : [];
      });
  });
}

/**
 * From now on, in every frame drawn, which elements of the first kind touch which of the second; the function returned gives all
 * that did, and how many of the first kind there were.
 */
export async function watchOverlaps(
  page: Page,
  moving: string,
  still: string,
): Promise<() => Promise<{ overlaps: string[]; seen: number }>> {
  const watch = await page.evaluateHandle(
    ([moving, still]) => {
      const overlaps: string[] = [];
      const seen = new Set<Element>();
      const look = (): void => {
        for (const one of document.querySelectorAll(moving)) {
          seen.add(one);
          const a = one.getBoundingClientRect();
          for (const other of document.querySelectorAll(still)) {
            const b = other.getBoundingClientRect();
            if (a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom)
              overlaps.push(`${one.textContent} at ${a.top} over ${other.className} down to ${b.bottom}`);
          }
        }
        requestAnimationFrame(look);
      };
      look();
      return { overlaps, seen };
    },
    [moving, still] as const,
  );
  return () => watch.evaluate(({ overlaps, seen }) => ({ overlaps, seen: seen.size }));
}
