// A real server with a family that a player has joined, and where a lab's page finds its lanes. Closed after the file's tests.
import { startServer } from "@hydra/server";
import { afterAll } from "vitest";
import { openBrowser } from "../browser.ts";
import { createBattle } from "./battle.ts";

/** @param overrides of the server's settings */
export async function openScene(overrides: Parameters<typeof startServer>[0] = {}) {
  const server = await startServer(overrides);
  const browser = openBrowser(server.url);
  // Only where there is a browser.
  const { findPlace } = await import("../../src/stores/lab/place.ts");
  const { familyId, join } = await createBattle(server.url);
  const striker = await join("Iolaus");
  const leaving = new AbortController();
  const api = { baseUrl: server.url, signal: leaving.signal };
  const location = { hostname: "127.0.0.1", protocol: "http:" };
  const place = await findPlace({ api, location, familyId });
  afterAll(async () => {
    leaving.abort();
    await server.close();
  });
  return { server, browser, familyId, join, striker, api, place };
}
