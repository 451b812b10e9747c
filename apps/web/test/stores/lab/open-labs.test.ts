// Labs in other tabs are counted as they come and go.
import { expect, it, vi } from "vitest";
import { countOpenLabs } from "../../../src/stores/lab/open-labs.ts";

it("counts the labs of all tabs, whoever came first", async () => {
  const name = `labs-${crypto.randomUUID()}`;
  const open = () => new BroadcastChannel(name);
  const first = countOpenLabs("a", open);
  const second = countOpenLabs("b", open);
  const third = countOpenLabs("c", open);
  const counts = () => [first, second, third].map(({ store }) => store.getState());
  await vi.waitFor(() => expect(counts()).toEqual([3, 3, 3]));
  second.close();
  await vi.waitFor(() => expect([first.store.getState(), third.store.getState()]).toEqual([2, 2]));
  first.close();
  await vi.waitFor(() => expect(third.store.getState()).toBe(1));
  third.close();
});
