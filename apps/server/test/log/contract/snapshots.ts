// Snapshots: EL10 of src/log/SPEC.md.
import { expect, it } from "vitest";
import { appendAll, testEvent, testEvents, type CreateLogHome } from "./log-home.ts";

export function describeSnapshots(createHome: CreateLogHome): void {
  it("[EL10] has none of a format that was never saved", async () => {
    await using home = await createHome();
    const log = await home.open();
    await log.append(testEvent(0));
    await log.saveSnapshot("other", { seq: 1, state: "{}" });
    expect(await log.loadSnapshot("some")).toBeUndefined();
  });

  it("[EL10] gives back the newest of each format, also after a restart", async () => {
    await using home = await createHome();
    const log = await home.open();
    const seqs = (await appendAll(log, testEvents(5))).map(({ seq }) => seq);
    for (const seq of seqs) await log.saveSnapshot("a", { seq, state: `a${seq}` });
    await log.saveSnapshot("b", { seq: seqs[1]!, state: "b" });
    await log.close();
    const reopened = await home.open();
    expect(await reopened.loadSnapshot("a")).toEqual({ seq: seqs[4]!, state: `a${seqs[4]!}` });
    expect(await reopened.loadSnapshot("b")).toEqual({ seq: seqs[1]!, state: "b" });
  });

  it("[EL10] keeps a state of any size and alphabet, while events are appended", async () => {
    await using home = await createHome();
    const log = await home.open();
    const { seq } = await log.append(testEvent(0));
    const state = "Hydra 九頭蛇 🐉\0\n".repeat(100_000);
    const saving = log.saveSnapshot("large", { seq, state });
    await Promise.all([saving, appendAll(log, testEvents(100, 1))]);
    const loaded = await log.loadSnapshot("large");
    expect(loaded?.seq).toBe(seq);
    expect(loaded?.state === state).toBe(true);
    await log.saveSnapshot("empty", { seq, state: "" });
    expect(await log.loadSnapshot("empty")).toEqual({ seq, state: "" });
  });

  it("[EL10] never gives a state from beyond the head", async () => {
    await using home = await createHome();
    const log = await home.open();
    const { seq } = await log.append(testEvent(0));
    await log.saveSnapshot("a", { seq: seq + 1, state: "beyond" }).catch(() => undefined);
    expect(await log.loadSnapshot("a")).toBeUndefined();
    await log.close();
    expect(await (await home.open()).loadSnapshot("a")).toBeUndefined();
  });
}
