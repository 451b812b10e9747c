// The monster moves once its puppeteer is there, and stands still for people who asked for less motion.
import { useCallback, type RefObject } from "react";
import { usePainter, type Painter } from "../../hooks/use-painter.ts";
import type { Effects } from "../../stores/effects.ts";

export function useHydraMotion(root: RefObject<HTMLElement | null>, effects: Effects | undefined): void {
  const load = useCallback(async (): Promise<Painter> => {
    const { createPuppeteer } = await import("./puppeteer.ts");
    return root.current === null ? () => undefined : createPuppeteer(root.current);
  }, [root]);
  const isCalm = matchMedia("(prefers-reduced-motion: reduce)").matches;
  usePainter(isCalm ? undefined : effects, load);
}
