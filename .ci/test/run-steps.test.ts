import { describe, expect, it } from "vitest";
import { FAILED, type Counts } from "../counts.ts";
import { runSteps, type Ordered } from "../run-steps.ts";

interface Step extends Ordered<Step> {
  readonly title: string;
}

const PASSED: Counts = { passed: 1, failed: 0, skipped: 0 };

/** Steps that end when they are asked to. */
class Stage {
  readonly #ends = new Map<string, (counts: Counts) => void>();
  readonly begun: string[] = [];
  readonly run = ({ title }: Step): Promise<Counts> => {
    this.begun.push(title);
    return new Promise((resolve) => this.#ends.set(title, resolve));
  };

  async end(title: string, counts = PASSED): Promise<void> {
    await settled();
    this.#ends.get(title)?.(counts);
    await settled();
  }
}

/** What may begin has begun. */
const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe("steps", () => {
  const first: Step = { title: "first" };
  const beside: Step = { title: "beside" };

  it("run side by side, each when those before it have ended, however", async () => {
    const stage = new Stage();
    const last: Step = { title: "last", after: [first, beside] };
    const whole = runSteps([first, beside, last], stage.run);
    await settled();
    expect(stage.begun).toEqual(["first", "beside"]);
    await stage.end("beside", FAILED);
    expect(stage.begun).toEqual(["first", "beside"]);
    await stage.end("first");
    expect(stage.begun).toEqual(["first", "beside", "last"]);
    await stage.end("last");
    expect(await whole).toEqual({ passed: 2, failed: 1, skipped: 0 });
  });

  it("are not run, and count as failed, where what they need has failed; nor is what needs these", async () => {
    const stage = new Stage();
    const needing: Step = { title: "needing", needs: [first] };
    const further: Step = { title: "further", needs: [needing] };
    const whole = runSteps([first, beside, needing, further], stage.run);
    await stage.end("first", FAILED);
    await stage.end("beside");
    expect(await whole).toEqual({ passed: 1, failed: 3, skipped: 0 });
    expect(stage.begun).toEqual(["first", "beside"]);
  });

  it("cannot come after what is later in the list", async () => {
    const step: Step = { title: "early", after: [first] };
    await expect(runSteps([step, first], () => Promise.resolve(PASSED))).rejects.toThrow("later in the list");
  });
});
