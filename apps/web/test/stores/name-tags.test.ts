import { expect, it } from "vitest";
import { nameTag, sharedNames } from "../../src/stores/name-tags.ts";

const row = (playerId: string, name: string) => ({ playerId, name });
const ROWS = [
  row("abc123", "Ann"),
  row("xyz789", "ann"),
  row("aaa000", "Bob"),
  row("bot-1", "Bob"),
  row("q", "Cy"),
];

it("players of one name differ by the end of their ids, and others are left alone", () => {
  const shared = sharedNames(ROWS);
  expect(ROWS.map((entry) => nameTag(entry, shared))).toEqual(["#123", "#789", "#000", "bot", undefined]);
});
