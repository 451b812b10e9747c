// A bar chart as SVG, readable on a light page and a dark one.
import type { Chart } from "../scenario.ts";

const WIDTH = 720;
const LABEL_WIDTH = 210;
const VALUE_WIDTH = 90;
const ROW_HEIGHT = 26;
const BAR_HEIGHT = 16;
const TOP = 40;
const STYLE = `text{font:13px system-ui,sans-serif;fill:#57606a}.title{font-weight:600}.own{fill:#2f81f7}.peer{fill:#8c959f}`;

export function drawChart({ title, unit, bars }: Chart): string {
  const greatest = Math.max(...bars.map(({ value }) => value), Number.MIN_VALUE);
  const height = TOP + bars.length * ROW_HEIGHT + 8;
  const rows = bars.map(({ label, value, isOwn }, index) => {
    const y = TOP + index * ROW_HEIGHT;
    const width = Math.max(1, (value / greatest) * (WIDTH - LABEL_WIDTH - VALUE_WIDTH));
    const middle = y + BAR_HEIGHT - 3;
    return [
      `<text x="${LABEL_WIDTH - 8}" y="${middle}" text-anchor="end">${escapeText(label)}</text>`,
      `<rect class="${isOwn ? "own" : "peer"}" x="${LABEL_WIDTH}" y="${y}" width="${width.toFixed(1)}" height="${BAR_HEIGHT}" rx="2"/>`,
      `<text x="${(LABEL_WIDTH + width + 6).toFixed(1)}" y="${middle}">${formatValue(value)}</text>`,
    ].join("");
  });
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" role="img" aria-label="${escapeText(title)}">`,
    `<style>${STYLE}</style>`,
    `<text class="title" x="8" y="20">${escapeText(`${title} (${unit})`)}</text>`,
    ...rows,
    "</svg>\n",
  ].join("\n");
}

function formatValue(value: number): string {
  return value >= 100 ? Math.round(value).toLocaleString("en") : value.toFixed(1);
}

function escapeText(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll('"', "&quot;");
}
