// A run as a picture: heading, table and charts on one canvas, in the page's colours, for a chat or a document.
import type { Translate } from "../../i18n/words.ts";
import type { FineFormat } from "../../hooks/use-fine-format.ts";
import { translate } from "../../i18n/index.ts";
import type { RunResult } from "@hydra/lab";
import { TRANSPORTS } from "@hydra/protocol";
import { LOOKS } from "../../transport-looks.ts";
import { createPaint, type Paint } from "./paint.ts";

export interface PictureOptions {
  readonly result: RunResult;
  readonly t: Translate<"lab">;
  readonly format: FineFormat;
}

const WIDTH = 1_200;
const SCALE = 2;
const MARGIN = 48;
const TABLE_TOP = 176;
const ROW = 34;
/** Below the table, with a row's space between. */
const CHARTS_TOP = TABLE_TOP + ROW * (TRANSPORTS.length + 2);
const CHARTS_BOTTOM = CHARTS_TOP + 252;
/** Room for a link that sets everything. */
const FOOT_LINES = 5;
const FOOT_LINE = 16;
const FOOT_LOOK = { size: 12, color: "text-soft" } as const;
const HEIGHT = CHARTS_BOTTOM + FOOT_LINE * (FOOT_LINES + 1) + MARGIN / 2;
const COLUMNS = [
  "p50",
  "p95",
  "p99",
  "worst",
  "skipped",
  "missed",
  "repeated",
  "requests",
  "received",
  "sent",
] as const;

/** @throws Error when the browser gives no canvas. */
export async function drawPicture({ result, t, format }: PictureOptions): Promise<Blob> {
  const canvas = document.createElement("canvas");
  canvas.width = WIDTH * SCALE;
  canvas.height = HEIGHT * SCALE;
  const context = canvas.getContext("2d");
  if (context === null) throw new Error("no canvas");
  const paint = createPaint(document.body);
  const pen = createPen(context, paint);
  context.scale(SCALE, SCALE);
  context.fillStyle = paint("ground");
  context.fillRect(0, 0, WIDTH, HEIGHT);
  drawHead(pen, { result, t, format });
  drawTable(pen, { result, t, format });
  drawCharts(context, pen, t);
  drawFoot(pen, result);
  return new Promise((resolve, reject) => {
    canvas.toBlob((blob) => (blob === null ? reject(new Error("no picture")) : resolve(blob)), "image/png");
  });
}

interface Pen {
  readonly paint: Paint;
  readonly context: CanvasRenderingContext2D;
  /** From the left, where something of the width stands that is so far from where text begins. */
  across(x: number, width?: number): number;
  /** As canvases take it. */
  font(look: Look): string;
  write(text: string, at: { x: number; y: number }, look: Look): void;
}

interface Look {
  readonly size: number;
  readonly color?: string;
  readonly weight?: number;
  readonly align?: "start" | "end";
}

function createPen(context: CanvasRenderingContext2D, paint: Paint): Pen {
  const { fontFamily, direction } = getComputedStyle(document.documentElement);
  const isRightToLeft = direction === "rtl";
  const across = (x: number, width = 0): number => (isRightToLeft ? WIDTH - x - width : x);
  const font = ({ size, weight = 400 }: Look): string => `${weight} ${size}px ${fontFamily}`;
  return {
    paint,
    context,
    across,
    font,
    write(text, { x, y }, look) {
      const { color = "text", align = "start" } = look;
      context.font = font(look);
      context.fillStyle = paint(color);
      context.direction = isRightToLeft ? "rtl" : "ltr";
      context.textAlign = align;
      context.fillText(text, across(x), y);
    },
  };
}

function drawHead(pen: Pen, { result, t, format }: PictureOptions): void {
  const { setUp, finishedAt, overview } = result;
  pen.write(`Hydra · ${t("title")}`, { x: MARGIN, y: 64 }, { size: 30, weight: 700 });
  const rate = format.whole(setUp.hitsPerSecond);
  const weather = t(`weather.names.${setUp.weather}`);
  pen.write(
    t("verdict.lead", { count: setUp.hitsPerSecond, rate, weather }),
    { x: MARGIN, y: 98 },
    { size: 18 },
  );
  const uncertainty = format.fineLatency(overview.clock?.uncertaintyMs ?? 0);
  const facts = [
    finishedAt,
    `${t("setUp.numbers.pollIntervalMs")} ${format.whole(setUp.pollIntervalMs)}`,
    `${t("setUp.numbers.bots")} ${format.whole(setUp.bots)}`,
    `${t("setUp.numbers.seed")} ${setUp.seed}`,
    `±${uncertainty}`,
    `Hydra ${result.hydra}`,
  ];
  // Each a text of its own, lest one that reads the other way take its neighbours along.
  const line = facts.map((fact) => `\u2068${fact}\u2069`).join(" · ");
  pen.write(line, { x: MARGIN, y: 124 }, { size: 14, color: "text-soft" });
}

function drawTable(pen: Pen, { result, t, format }: PictureOptions): void {
  const begin = 305;
  const step = (WIDTH - MARGIN - begin) / COLUMNS.length;
  const end = (column: number): number => begin + (column + 1) * step;
  for (const [column, name] of COLUMNS.entries()) {
    pen.write(
      t(`table.${name}`),
      { x: end(column), y: TABLE_TOP },
      { size: 13, color: "text-soft", align: "end" },
    );
  }
  for (const [line, transport] of TRANSPORTS.entries()) {
    const y = TABLE_TOP + ROW * (line + 1);
    const row = result.table.find(({ lane }) => lane === transport);
    drawDash(pen, { x: MARGIN, y: y - 5, transport });
    const name = translate(`transport.names.${transport}`);
    pen.write(name, { x: MARGIN + 48, y }, { size: 17, weight: 650, color: `${transport}-ink` });
    if (row === undefined) continue;
    const { staleness, skipped, missed, repeated, cost } = row;
    const cells = [
      ...[staleness?.p50Ms, staleness?.p95Ms, staleness?.p99Ms, staleness?.worstMs].map((ms) =>
        ms === undefined ? "–" : format.fineLatency(ms),
      ),
      ...[skipped, missed, repeated, cost?.requests].map((count) =>
        count === undefined ? "–" : format.whole(count),
      ),
      ...[cost?.bytesIn, cost?.bytesOut].map((bytes) => (bytes === undefined ? "–" : format.bytes(bytes))),
    ];
    for (const [column, cell] of cells.entries()) {
      pen.write(cell, { x: end(column), y }, { size: 16, align: "end" });
    }
  }
}

function drawDash(
  { context, paint, across }: Pen,
  { x, y, transport }: { x: number; y: number; transport: (typeof TRANSPORTS)[number] },
): void {
  context.save();
  context.strokeStyle = paint(transport);
  context.lineWidth = 3;
  context.setLineDash([...LOOKS[transport].dashes]);
  context.beginPath();
  context.moveTo(across(x), y);
  context.lineTo(across(x + 36), y);
  context.stroke();
  context.restore();
}

/** As they stand on the page. */
function drawCharts(context: CanvasRenderingContext2D, pen: Pen, t: Translate<"lab">): void {
  const charts = [...document.querySelectorAll<HTMLCanvasElement>(".chart canvas")];
  const width = (WIDTH - 3 * MARGIN) / 2;
  for (const [index, chart] of charts.slice(0, 2).entries()) {
    const x = MARGIN + index * (width + MARGIN);
    const title = index === 0 ? t("chart.timeline") : t("chart.distribution");
    pen.write(title, { x, y: CHARTS_TOP }, { size: 18, weight: 680 });
    const height = Math.min((chart.height / chart.width) * width, CHARTS_BOTTOM - CHARTS_TOP - 20);
    context.drawImage(chart, pen.across(x, width), CHARTS_TOP + 20, width, height);
  }
}

/** What measured, and the link that repeats it, in as many lines as it takes. */
function drawFoot(pen: Pen, { environment, link }: RunResult): void {
  const lines = [environment, link].flatMap((text) => linesOf(pen, text)).slice(0, FOOT_LINES);
  for (const [index, line] of lines.entries()) {
    // Neither reads from the right, whatever the page does.
    pen.write(`\u2066${line}\u2069`, { x: MARGIN, y: CHARTS_BOTTOM + FOOT_LINE * (index + 2) }, FOOT_LOOK);
  }
}

/** A link has no spaces: it is broken wherever the width ends. */
function linesOf({ context, font }: Pen, text: string): string[] {
  context.font = font(FOOT_LOOK);
  const lines = [""];
  for (const char of text) {
    const longer = `${lines.at(-1) ?? ""}${char}`;
    if (context.measureText(longer).width <= WIDTH - 2 * MARGIN) lines[lines.length - 1] = longer;
    else lines.push(char);
  }
  return lines;
}
