// Labs in other tabs are counted as they come and go.
import { openTabChannel } from "@hydra/client";
import { expect, it, vi } from "vitest";
import { countOpenLabs } from "../../../src/stores/lab/open-labs.ts";

class PageShow extends Event {
  readonly persisted = true;
}

/** The tabs of one browser. */
function createBrowser() {
  const suffix = crypto.randomUUID();
  const open: typeof openTabChannel = (name, onMessage) => openTabChannel(name + suffix, onMessage);
  return (id: string, lanesUrl = "http://127.0.0.1:3000") => {
    const page = new EventTarget();
    return { page, labs: countOpenLabs({ id, lanesUrl }, { page, open }) };
  };
}

it("counts the labs of all tabs, whichever came first", async () => {
  const openTab = createBrowser();
  const [first, second, third] = [openTab("a").labs, openTab("b").labs, openTab("c").labs];
  const counts = () => [first, second, third].map(({ store }) => store.getState());
  await vi.waitFor(() => expect(counts()).toEqual([3, 3, 3]));
  second.close();
  await vi.waitFor(() => expect([first.store.getState(), third.store.getState()]).toEqual([2, 2]));
  first.close();
  await vi.waitFor(() => expect(third.store.getState()).toBe(1));
  third.close();
});

it("counts no lab whose lanes are at another port", async () => {
  const openTab = createBrowser();
  const own = openTab("c", "http://127.0.0.1:13000").labs;
  const [first, second] = [openTab("a").labs, openTab("b").labs];
  await vi.waitFor(() => expect([first, second].map(({ store }) => store.getState())).toEqual([2, 2]));
  expect(own.store.getState()).toBe(1);
  for (const labs of [own, first, second]) labs.close();
});

it("counts no lab whose page is left, and again one that comes back", async () => {
  const openTab = createBrowser();
  const [first, second] = [openTab("a"), openTab("b")];
  const counts = () => [first, second].map(({ labs }) => labs.store.getState());
  await vi.waitFor(() => expect(counts()).toEqual([2, 2]));
  second.page.dispatchEvent(new Event("pagehide"));
  await vi.waitFor(() => expect(first.labs.store.getState()).toBe(1));
  second.page.dispatchEvent(new PageShow("pageshow"));
  await vi.waitFor(() => expect(counts()).toEqual([2, 2]));
  for (const { labs } of [first, second]) labs.close();
});

it("is one lab where tabs cannot reach each other", () => {
  const open: typeof openTabChannel = () => ({ post: () => undefined, close: () => undefined });
  const labs = countOpenLabs({ id: "a", lanesUrl: "" }, { page: new EventTarget(), open });
  expect(labs.store.getState()).toBe(1);
  labs.close();
});
