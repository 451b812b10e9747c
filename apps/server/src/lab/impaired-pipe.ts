// One direction of one connection through the weather: bytes come out later, slower or in lumps, never out of order
// and never changed. Bounded: while too much is on the way, nothing more is read.
import type { Socket } from "node:net";
import type { Weather } from "@hydra/protocol";

/** Bytes on the way in one direction, before its sender is held back: what a router's queue would take. */
const MAX_ON_THE_WAY_BYTES = 256 * 1024;

interface Parcel {
  readonly bytes: Buffer;
  readonly dueAt: number;
}

export interface PipeOptions {
  readonly from: Socket;
  readonly to: Socket;
  /** Asked for each chunk, so that a change of weather takes effect on open connections. */
  readonly weather: () => Weather;
  /** Whether the buffering proxy's hold applies: it holds back answers, not requests. */
  readonly isAnswer: boolean;
}

/** Pipes until either end is gone; an end is passed on after what is on the way. */
export function pipeThroughWeather({ from, to, weather, isAnswer }: PipeOptions): void {
  const onTheWay: Parcel[] = [];
  let bytesOnTheWay = 0;
  let held: Buffer[] = [];
  let heldBytes = 0;
  let holdTimer: NodeJS.Timeout | undefined;
  let timer: NodeJS.Timeout | undefined;
  let lastDueAt = 0;
  let lineFreeAt = 0;
  let hasEnded = false;

  function send(bytes: Buffer): void {
    const { delayMs, jitterMs, bytesPerSecond } = weather();
    const now = performance.now();
    lineFreeAt = Math.max(now, lineFreeAt);
    if (bytesPerSecond > 0) lineFreeAt += (bytes.length * 1_000) / bytesPerSecond;
    // Jitter may not overtake: TCP delivers in order.
    lastDueAt = Math.max(lastDueAt, lineFreeAt + delayMs + Math.random() * jitterMs);
    onTheWay.push({ bytes, dueAt: lastDueAt });
    bytesOnTheWay += bytes.length;
    if (bytesOnTheWay > MAX_ON_THE_WAY_BYTES) from.pause();
    deliver();
  }

  function deliver(): void {
    clearTimeout(timer);
    const now = performance.now();
    while (onTheWay[0] !== undefined && onTheWay[0].dueAt <= now) {
      const { bytes } = onTheWay.shift() ?? { bytes: Buffer.alloc(0) };
      bytesOnTheWay -= bytes.length;
      if (!to.write(bytes)) from.pause();
    }
    const [first] = onTheWay;
    if (first !== undefined) timer = setTimeout(deliver, first.dueAt - now);
    else if (hasEnded && heldBytes === 0) to.end();
    if (bytesOnTheWay <= MAX_ON_THE_WAY_BYTES && !to.writableNeedDrain) from.resume();
  }

  function flushHeld(): void {
    clearTimeout(holdTimer);
    holdTimer = undefined;
    const bytes = Buffer.concat(held);
    held = [];
    heldBytes = 0;
    if (bytes.length > 0) send(bytes);
  }

  from.on("data", (bytes: Buffer) => {
    const { bufferBytes, bufferMs } = weather();
    if (!isAnswer || bufferBytes === 0) {
      flushHeld();
      return send(bytes);
    }
    held.push(bytes);
    heldBytes += bytes.length;
    if (heldBytes >= bufferBytes) flushHeld();
    else holdTimer ??= setTimeout(flushHeld, bufferMs);
  });
  from.on("end", () => {
    hasEnded = true;
    flushHeld();
    deliver();
  });
  to.on("drain", deliver);
  // It may have been paused until there was something to pipe to.
  from.resume();
  const stop = (): void => {
    clearTimeout(timer);
    clearTimeout(holdTimer);
  };
  from.on("close", () => {
    if (hasEnded) return;
    stop();
    to.destroy();
  });
  to.on("close", () => {
    stop();
    from.destroy();
  });
}
