// What of the transports must be there before any script: their colours as a stylesheet, and the product's mark, one stroke for
// each head. Made from the same data when the pages are built (vite.config.ts).
import { TRANSPORTS } from "@hydra/protocol";
import { HEADS } from "./components/hydra/heads.ts";
import { LOOKS } from "./transport-looks.ts";
import type { ColourPair } from "./transport-look.ts";

/** Every transport's colours by its name (`--sse`, `--sse-ink`), and inside an element with `data-transport` as `--head`. */
export function transportStyles(): string {
  const rules = TRANSPORTS.map((transport) => {
    const { paint, ink, hide } = LOOKS[transport].colours;
    const colours = `--${transport}: ${css(paint)}; --${transport}-ink: ${css(ink)};`;
    const head = `--head: var(--${transport}); --head-ink: var(--${transport}-ink); --hide: ${css(hide)};`;
    return `:root { ${colours} }\n[data-transport="${transport}"] { ${head} }`;
  });
  return `@layer tokens {\n${rules.join("\n")}\n}\n`;
}

/** As `Mark` of components/shell/top-bar.tsx draws it. */
export function markStrokes(): string {
  return HEADS.map(({ transport, stroke }) => `<path stroke="var(--${transport})" d="${stroke}" />`).join("");
}

const css = ([light, dark]: ColourPair): string => `light-dark(${light}, ${dark})`;
