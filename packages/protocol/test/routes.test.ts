import { describe, expect, it } from "vitest";
import { routes, tableOf } from "../src/index.ts";

describe("routes", () => {
  it("[PR1] are those of the contract", () => {
    expect([
      routes.families,
      routes.family("f1"),
      routes.players("f1"),
      routes.me("f1"),
      routes.attacks("f1"),
      routes.rounds("f1"),
      routes.round("f1", 7),
      routes.fame("f1"),
      routes.time,
    ]).toStrictEqual([
      "/api/families",
      "/api/families/f1",
      "/api/families/f1/players",
      "/api/families/f1/players/me",
      "/api/families/f1/attacks",
      "/api/families/f1/rounds",
      "/api/families/f1/rounds/7",
      "/api/families/f1/fame",
      "/api/time",
    ]);
    expect(tableOf((transport) => routes.feed("f1", transport))).toMatchObject({
      polling: "/api/families/f1/ranking",
      "long-polling": "/api/families/f1/ranking/next",
      sse: "/api/families/f1/ranking/events",
      websocket: "/api/families/f1/ranking/socket",
      "websocket-raw": "/api/families/f1/ranking/socket-raw",
    });
  });

  it("[PR1] keep an id within its segment", () => {
    expect(routes.attacks("../a?b#c/é")).toBe("/api/families/..%2Fa%3Fb%23c%2F%C3%A9/attacks");
  });
});
