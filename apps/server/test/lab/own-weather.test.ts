// Weathers of several labs at one server, over its API.
import { decodeWeatherAnswer, WEATHERS, type Weather } from "@hydra/protocol";
import { afterAll, beforeAll, expect, it } from "vitest";
import { startServer, type RunningServer } from "../../src/index.ts";

let server: RunningServer;
beforeAll(async () => {
  server = await startServer();
});
afterAll(() => server.close());

async function call(method: string, path: string, body?: object): Promise<{ status: number; text: string }> {
  const headers = { "content-type": "application/json" };
  const init = body === undefined ? {} : { body: JSON.stringify(body), headers };
  const answer = await fetch(server.url + path, { method, ...init });
  return { status: answer.status, text: await answer.text() };
}

it("[PR120] a weather is each lab's own, at ports of its own, and its cuts are too", async () => {
  const set = async (labId: string, weather: Weather) =>
    decodeWeatherAnswer((await call("PUT", "/api/lab/weather", { labId, weather })).text);
  const one = await set("one", WEATHERS.wifi);
  const two = await set("two", WEATHERS["3g"]);
  expect(new Set([one.weatherPort, one.slowPort, two.weatherPort, two.slowPort]).size).toBe(4);
  expect(await set("one", WEATHERS.none)).toEqual({ ...one, weather: WEATHERS.none });
  await call("POST", "/api/lab/weather/cut", { labId: "two", cutMs: 60_000 });
  const ask = (port: number) => fetch(`http://127.0.0.1:${port}/api/time`);
  await expect(ask(two.weatherPort)).rejects.toThrow();
  expect((await ask(one.weatherPort)).status).toBe(200);
  for (const labId of ["one", "two"]) await call("DELETE", `/api/lab/weather?labId=${labId}`);
});

it("[PR121] a weather is refused to a network that has four, without effect on those", async () => {
  const labIds = ["a", "b", "c", "d"];
  const set = (labId: string) => call("PUT", "/api/lab/weather", { labId, weather: WEATHERS.none });
  for (const labId of labIds) expect((await set(labId)).status).toBe(200);
  const refused = await set("e");
  expect([refused.status, refused.text]).toEqual([409, expect.stringContaining("lab-busy")]);
  for (const labId of labIds) expect((await set(labId)).status).toBe(200);
  await call("DELETE", "/api/lab/weather?labId=a");
  expect((await set("e")).status).toBe(200);
  for (const labId of [...labIds, "e"]) await call("DELETE", `/api/lab/weather?labId=${labId}`);
});
