// A chart on a canvas that is drawn beside React: it follows a source of lines, the window's size and the theme.
import { useEffect, useRef } from "react";
import UPlot, { type AlignedData, type Options } from "uplot";
import "uplot/dist/uPlot.min.css";
import { useStore } from "zustand";
import { settings } from "../../stores/settings.ts";
import type { Lines } from "../../stores/lab/chart-lines.ts";
import { createPaint, type Paint } from "./paint.ts";

export interface PlotProps {
  /** Read now and at every call of `subscribe`'s listener. */
  readonly lines: () => Lines;
  readonly subscribe: (listener: () => void) => () => void;
  readonly options: (paint: Paint) => Omit<Options, "width" | "height">;
  /** What it shows, for those who cannot see it; the table has the figures. */
  readonly label: string;
}

/** Twice a second is as fast as a line can be followed. */
const DRAW_MS = 500;

export function Plot({ lines, subscribe, options, label }: PlotProps): React.JSX.Element {
  const box = useRef<HTMLDivElement>(null);
  const theme = useStore(settings, (state) => state.theme);
  useEffect(() => {
    const element = box.current;
    if (element === null) return;
    return draw(element, { lines, subscribe, options });
  }, [lines, subscribe, options, theme]);
  // Time runs from left to right in every language, as in all figures of the field.
  return <div className="plot" dir="ltr" ref={box} role="img" aria-label={label} />;
}

function draw(element: HTMLElement, { lines, subscribe, options }: Omit<PlotProps, "label">): () => void {
  let plot: UPlot | undefined;
  let drawnAt = -Infinity;
  const size = (): { width: number; height: number } => ({
    width: Math.max(160, element.clientWidth),
    height: Math.max(120, element.clientHeight),
  });
  const rebuild = (): void => {
    plot?.destroy();
    plot = new UPlot({ ...options(createPaint(element)), ...size() }, aligned(lines()), element);
  };
  const observer = new ResizeObserver(() => plot?.setSize(size()));
  const system = matchMedia("(prefers-color-scheme: dark)");
  rebuild();
  observer.observe(element);
  system.addEventListener("change", rebuild);
  const stop = subscribe(() => {
    const now = performance.now();
    if (now - drawnAt < DRAW_MS) return;
    drawnAt = now;
    plot?.setData(aligned(lines()));
  });
  return () => {
    stop();
    observer.disconnect();
    system.removeEventListener("change", rebuild);
    plot?.destroy();
  };
}

function aligned({ x, y }: Lines): AlignedData {
  return [[...x], ...y.map((line) => [...line])];
}
