import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { createHitStories, type HitStory } from "../../src/stores/hit-story.ts";

const WAITING: HitStory = { type: "waiting", skill: "slash", wait: "offline" };
const SECOND: HitStory = { type: "refused", skill: "slash", refusal: "waiting-already" };

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

it("what a second press was refused for is shown, and then again what waits", () => {
  const stories = createHitStories();
  stories.begin(WAITING);
  stories.interrupt(SECOND);
  expect(stories.store.getState().story).toEqual(SECOND);
  vi.runAllTimers();
  expect(stories.store.getState().story).toEqual(WAITING);
});

it("that the first goes on waiting is shown after it, and what became of it at once", () => {
  const stories = createHitStories();
  const show = stories.begin(WAITING);
  stories.interrupt(SECOND);
  const late: HitStory = { type: "waiting", skill: "slash", wait: "late" };
  show(late);
  expect(stories.store.getState().story).toEqual(SECOND);
  vi.runAllTimers();
  expect(stories.store.getState().story).toEqual(late);

  stories.interrupt(SECOND);
  const refused: HitStory = { type: "refused", skill: "slash", refusal: "unanswered" };
  show(refused);
  expect(stories.store.getState().story).toEqual(refused);
  vi.runAllTimers();
  expect(stories.store.getState().story).toEqual(refused);
});

it("another press has the story at once", () => {
  const stories = createHitStories();
  stories.begin(WAITING);
  stories.interrupt(SECOND);
  const other: HitStory = { type: "waiting", skill: "fireball", wait: "offline" };
  stories.begin(other);
  expect(stories.store.getState().story).toEqual(other);
  vi.runAllTimers();
  expect(stories.store.getState().story).toEqual(other);
});
