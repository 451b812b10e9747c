// Runs steps side by side, each when those before it have ended. Pure but for what `run` does.
import { FAILED, sum, type Counts } from "./counts.ts";

/** Of the steps named, each stands earlier in the list. */
export interface Ordered<Step> {
  /** Begins when these have ended, whatever came of them. */
  readonly after?: readonly Step[];
  /** Begins when these have passed. Where one has not, this step would find out nothing: it is not run, and counts as one failure. */
  readonly needs?: readonly Step[];
}

/** Runs every step to its end, whatever came before it. @returns the sum */
export async function runSteps<Step extends Ordered<Step>>(
  steps: readonly Step[],
  run: (step: Step) => Promise<Counts>,
): Promise<Counts> {
  const ends = new Map<Step, Promise<Counts>>();
  const endOf = (step: Step): Promise<Counts> => {
    const end = ends.get(step);
    if (end === undefined) throw new Error("a step comes after one that is later in the list");
    return end;
  };
  for (const step of steps) {
    const before = Promise.all((step.after ?? []).map(endOf));
    const needed = Promise.all((step.needs ?? []).map(endOf));
    const begin = async (): Promise<Counts> => {
      await before;
      return (await needed).every(({ failed }) => failed === 0) ? run(step) : FAILED;
    };
    ends.set(step, begin());
  }
  return sum(await Promise.all(ends.values()));
}
