// The bounds of one capture, and of how long it stays.
import { describe, expect, it } from "vitest";
import { Capture, MAX_CAPTURE_BYTES, MAX_CAPTURE_PIECES } from "../../../src/lab/wire/capture.ts";
import { CAPTURE_IDLE_MS, Captures, type CaptureReader } from "../../../src/lab/wire/captures.ts";

const never = new AbortController().signal;
const now = { after: 0, holdMs: 0 };

function fill(capture: Capture, pieces: number, bytesEach: number): void {
  for (let offset = 0; offset < pieces; offset += 1) {
    const bytes = Buffer.alloc(bytesEach);
    capture.add({ at: 1, connection: 1, exchange: 1, type: "sent", offset: offset * bytesEach, bytes });
  }
}

describe("Capture", () => {
  it("[PR94] holds so many bytes, drops the oldest, and counts them", async () => {
    const capture = new Capture();
    fill(capture, 100, 10_000);
    const kept = Math.floor(MAX_CAPTURE_BYTES / 10_000);
    const { pieces, lostPieces, lostBytes } = await capture.read(now, never);
    expect(lostPieces).toBe(100 - kept);
    expect(lostBytes).toBe(lostPieces * 10_000);
    expect(pieces[0]).toMatchObject({ number: lostPieces + 1, offset: lostBytes });
  });

  it("[PR94] holds so many pieces, and not one that is too big by itself", async () => {
    const capture = new Capture();
    fill(capture, MAX_CAPTURE_PIECES + 10, 1);
    expect((await capture.read(now, never)).lostPieces).toBe(10);
    fill(capture, 1, MAX_CAPTURE_BYTES + 1);
    const { pieces, lostPieces } = await capture.read(now, never);
    expect([pieces, lostPieces]).toEqual([[], MAX_CAPTURE_PIECES + 11]);
  });

  it("[PR93] forgets what the reader has, and repeats what it has not", async () => {
    const capture = new Capture();
    fill(capture, 5, 1);
    expect((await capture.read(now, never)).pieces).toHaveLength(5);
    expect((await capture.read({ after: 3, holdMs: 0 }, never)).pieces.map(({ number }) => number)).toEqual([
      4, 5,
    ]);
    expect((await capture.read(now, never)).pieces.map(({ number }) => number)).toEqual([4, 5]);
    expect((await capture.read({ after: 1e15, holdMs: 0 }, never)).pieces).toEqual([]);
    fill(capture, 1, 1);
    expect((await capture.read(now, never)).pieces[0]?.number).toBe(6);
  });

  it("[PR93] answers in portions", async () => {
    const capture = new Capture();
    fill(capture, 50, 10_000);
    let after = 0;
    let answers = 0;
    while (after < 50) {
      const { pieces } = await capture.read({ after, holdMs: 0 }, never);
      expect(pieces.length).toBeGreaterThan(0);
      after = pieces.at(-1)?.number ?? 0;
      answers += 1;
    }
    expect(answers).toBeGreaterThan(3);
  });
});

describe("Captures", () => {
  it("[PR94] ends what has not been read for a while", async () => {
    let time = 0;
    const captures = new Captures(() => time);
    const open = (): CaptureReader => {
      const { captureId, key } = captures.open("192.0.2.1");
      return { captureId, keys: [key] };
    };
    const [left, read] = [open(), open()];
    time = CAPTURE_IDLE_MS;
    await captures.read(read, now, never);
    time += 1;
    captures.endIdle();
    await expect(captures.read(left, now, never)).rejects.toThrow("no such capture");
    await expect(captures.read(read, now, never)).resolves.toBeDefined();
    captures.close();
  });
});
