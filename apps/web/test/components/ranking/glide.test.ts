// Rows glide from where they were, without a measurement.
import { describe, expect, it } from "vitest";
import { createGlider, type Row } from "../../../src/components/ranking/glide.ts";

const SIGHT = { rowHeight: 40, first: 0, last: 10 };

/** Rows that write down from where they are asked to glide. */
function rows(): { rowOf: (id: string) => Row; takeMoves: () => Record<string, string> } {
  let moves: Record<string, string> = {};
  return {
    rowOf: (id) => ({
      animate(keyframes) {
        const [first] = Array.isArray(keyframes) ? keyframes : [];
        moves[id] = String(first?.["transform"] ?? "appears");
        const animation: Pick<Animation, "cancel"> = {
          cancel() {},
        };
        return animation as Animation;
      },
    }),
    takeMoves() {
      const taken = moves;
      moves = {};
      return taken;
    },
  };
}

describe("a glide", () => {
  it("begins where the row was, and only for rows that moved", () => {
    const { rowOf, takeMoves } = rows();
    const glider = createGlider(() => 0);
    glider.settle(["a", "b", "c", "d"], rowOf, SIGHT);
    expect(takeMoves()).toEqual({});
    glider.settle(["c", "a", "b", "d"], rowOf, SIGHT);
    expect(takeMoves()).toEqual({
      c: "translateY(80px)",
      a: "translateY(-40px)",
      b: "translateY(-40px)",
    });
  });

  it("goes on from where it is when the order changes again", () => {
    let now = 0;
    const { rowOf, takeMoves } = rows();
    const glider = createGlider(() => now);
    glider.settle(["a", "b"], rowOf, SIGHT);
    glider.settle(["b", "a"], rowOf, SIGHT);
    takeMoves();
    now = 210;
    glider.settle(["a", "b"], rowOf, SIGHT);
    // Half-way in time, an eighth of the way left: 40 px back, less the 5 px it had not gone yet.
    expect(takeMoves()).toEqual({ a: "translateY(35px)", b: "translateY(-35px)" });
  });

  it("lets a new row appear, and forgets one that left", () => {
    const { rowOf, takeMoves } = rows();
    const glider = createGlider(() => 0);
    glider.settle(["a", "b"], rowOf, SIGHT);
    glider.settle(["n", "a"], rowOf, SIGHT);
    expect(takeMoves()).toEqual({ n: "appears", a: "translateY(-40px)" });
    glider.settle(["n", "b"], rowOf, SIGHT);
    expect(takeMoves()).toEqual({ b: "appears" });
  });

  it("is not shown where it is out of sight, and comes from just beyond the edge", () => {
    const { rowOf, takeMoves } = rows();
    const glider = createGlider(() => 0);
    const ids = Array.from({ length: 100 }, (_, index) => `p${index}`);
    glider.settle(ids, rowOf, SIGHT);
    glider.settle([...ids.slice(0, 60), "p98", ...ids.slice(60, 98), "p99"], rowOf, SIGHT);
    expect(takeMoves()).toEqual({});
    glider.settle(["p98", ...ids.slice(0, 98), "p99"], rowOf, SIGHT);
    const moves = takeMoves();
    expect(moves["p98"]).toBe("translateY(480px)");
    expect(Object.keys(moves).length).toBeLessThan(20);
  });
});
