// The machine's clock set back and ahead, under a real server, while it runs and between its starts. Most of it is waiting for monsters,
// so the tests run beside each other, each with a clock of its own.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { routes, type JoinAnswer } from "@hydra/protocol";
import { describe, expect, it, vi } from "vitest";
import type { Listening } from "../http-player.ts";
import { ServerProcess } from "../server-process.ts";
import { challenge, defeat, expectCooldownToEnd, roundOf, timeOf, untilRespawned } from "./duel.ts";
import { makeShiftedClock, type ShiftedClock } from "../../src/testing/shifted-clock.ts";

const HOUR = 3_600;
const YEAR = 365 * 24 * HOUR;
/** For what hangs: a step is noticed within a second. */
const LIMIT = { timeout: 30_000, interval: 50 };

/** A data folder, and servers on it whose clock can be set. */
class Place implements Disposable {
  readonly dataDir = mkdtempSync(join(tmpdir(), "hydra-time-"));
  readonly clock: ShiftedClock = makeShiftedClock();

  start(): ReturnType<typeof ServerProcess.listening> {
    return ServerProcess.listening({ DATA_DIR: this.dataDir, ...this.clock.env });
  }

  /** Makes the log forget on which start of the machine it was written, as if that had been started again. */
  forgetBoot(): void {
    const client = new DatabaseSync(join(this.dataDir, "hydra.db"));
    expect(client.prepare("DELETE FROM meta WHERE key = 'clock'").run().changes).toBe(1);
    client.close();
  }

  [Symbol.dispose](): void {
    this.clock[Symbol.dispose]();
    rmSync(this.dataDir, { recursive: true });
  }
}

async function stop(server: ServerProcess): Promise<string> {
  server.kill("SIGTERM");
  return (await server.exited).stderr;
}

/** As /metrics counts them. */
async function stepsSeen({ url }: Listening): Promise<{ back: number; ahead: number }> {
  const text = await (await fetch(`${url}/metrics`)).text();
  const stepsTo = (direction: string): number =>
    Number(
      new RegExp(`^hydra_log_clock_steps_total\\{direction="${direction}"\\} (\\d+)$`, "m").exec(text)?.[1],
    );
  return { back: stepsTo("back"), ahead: stepsTo("ahead") };
}

/** Resolves when the server has noticed so many steps of its clock. */
async function untilStepsSeen(server: Listening, count: number): Promise<void> {
  await vi.waitUntil(async () => {
    const { back, ahead } = await stepsSeen(server);
    return back + ahead === count;
  }, LIMIT);
}

async function sessionStatus({ url }: Listening, { familyId, token }: JoinAnswer): Promise<number> {
  return (await fetch(`${url}${routes.me(familyId)}`, { headers: { authorization: `Bearer ${token}` } }))
    .status;
}

/** Expects that the server's time and the real time go on alike during `work`. */
async function expectSteadyTime(server: Listening, work: () => Promise<void>): Promise<void> {
  const [before, startedAt] = [await timeOf(server), performance.now()];
  await work();
  const [after, endedAt] = [await timeOf(server), performance.now()];
  // The steps are hours and years; an answer may be seconds late.
  expect(Math.abs(after - before - (endedAt - startedAt))).toBeLessThan(10_000);
}

describe.concurrent("a clock that is set while a server runs", () => {
  it("[EL15] back by an hour and a year, ahead by a year and back: cooldowns end, sessions last, one line a step", async () => {
    using place = new Place();
    await using server = await place.start();
    const player = await challenge(server);
    await expectSteadyTime(server, async () => {
      for (const [index, shift] of [-HOUR, -YEAR, YEAR, 0].entries()) {
        place.clock.set(shift);
        await expectCooldownToEnd([server], player);
        expect(await sessionStatus(server, player)).toBe(200);
        await untilStepsSeen(server, index + 1);
      }
    });
    expect(await stepsSeen(server)).toEqual({ back: 3, ahead: 1 });
    const lines = (await stop(server)).split("\n").filter((line) => line.includes("HYDRA_CLOCK"));
    expect(lines.map((line) => /was set (\w+ by [\d,]+) s/.exec(line)?.[1])).toEqual([
      "back by 3,600",
      "back by 31,532,400",
      "ahead by 63,072,000",
      "back by 31,536,000",
    ]);
  });

  it("[EL15] back by a year, or ahead and back: monsters come again after ten seconds, neither at once nor never", async () => {
    using place = new Place();
    await using server = await place.start();
    const first = await challenge(server, 1);
    const since = performance.now();
    await defeat(server, first);
    place.clock.set(-YEAR);
    const tookMs = await untilRespawned(server, first, since);
    expect(tookMs).toBeGreaterThan(8_000);
    expect(tookMs).toBeLessThan(60_000);

    const second = await challenge(server, 1);
    await defeat(server, second);
    place.clock.set(YEAR);
    await untilStepsSeen(server, 2);
    expect(await roundOf(server, second)).toEqual({ round: 1, status: "defeated" });
    place.clock.set(0);
    expect(await untilRespawned(server, second)).toBeLessThan(60_000);
  });
});

describe.concurrent("a clock that is set between the starts of a server", () => {
  it("[EL15] goes on by the time since the machine was started", async () => {
    using place = new Place();
    let player: JoinAnswer | undefined;
    let defeated: JoinAnswer | undefined;
    let before = 0;
    for (const shift of [0, YEAR, -YEAR, -HOUR, 0]) {
      place.clock.set(shift);
      await using server = await place.start();
      const now = await timeOf(server);
      // Once at the start where the clock is another than the log's time: the shifts are to where it was at first.
      expect(await stepsSeen(server)).toEqual({ back: shift < 0 ? 1 : 0, ahead: shift > 0 ? 1 : 0 });
      // Later than at the stop before, and by seconds, not by years.
      if (before > 0) expect(now - before).toBeGreaterThan(0);
      if (before > 0) expect(now - before).toBeLessThan(60_000);
      player ??= await challenge(server);
      defeated ??= await challenge(server, 1);
      if (before === 0) await defeat(server, defeated);
      await expectCooldownToEnd([server], player);
      expect(await sessionStatus(server, player)).toBe(200);
      if (shift === YEAR) await untilRespawned(server, defeated);
      before = await timeOf(server);
      await stop(server);
    }
  });

  it("[EL15] goes on from the newest entry when the machine was started with a clock that is behind, and warns of it", async () => {
    using place = new Place();
    for (const shift of [YEAR, 0, -YEAR]) {
      place.clock.set(shift);
      await using server = await place.start();
      const player = await challenge(server, 1);
      await expectSteadyTime(server, async () => {
        await defeat(server, player);
        expect(await untilRespawned(server, player)).toBeLessThan(60_000);
      });
      expect(await sessionStatus(server, player)).toBe(200);
      const stderr = await stop(server);
      if (shift === YEAR) expect(stderr).not.toContain("HYDRA_CLOCK");
      else expect(stderr).toMatch(/The machine's clock is [\d,]+ s behind the log's time\./);
      place.forgetBoot();
    }
  });
});
