import * as fc from "fast-check";
import { expect, it } from "vitest";
import { Heap } from "../src/heap.ts";

interface Item {
  key: number;
  place: number;
}

it("[EN54] has the first of all at its top, whatever is added, changed and taken out", () => {
  const key = fc.nat({ max: 50 });
  const step = fc.oneof(
    fc.record({ type: fc.constant("push" as const), key }),
    fc.record({ type: fc.constant("change" as const), key, which: fc.nat() }),
    fc.record({ type: fc.constant("shift" as const) }),
  );
  fc.assert(
    fc.property(fc.array(step, { maxLength: 120 }), (steps) => {
      const heap = new Heap<Item>(
        (item, other) => item.key < other.key,
        (item, place) => (item.place = place),
      );
      let items: Item[] = [];
      for (const step of steps) {
        if (step.type === "push") {
          const item = { key: step.key, place: -1 };
          items.push(item);
          heap.push(item);
        } else if (step.type === "change") {
          const item = items[step.which % items.length];
          if (item === undefined) continue;
          item.key = step.key;
          heap.reorder(item.place);
        } else {
          const { first } = heap;
          items = items.filter((item) => item !== first);
          heap.shift();
        }
        const smallest = items.length === 0 ? undefined : Math.min(...items.map(({ key }) => key));
        expect(heap.first?.key).toBe(smallest);
      }
    }),
  );
});
