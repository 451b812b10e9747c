// Each of the lab's requests as it goes over the wire, against a server whose answers the test gives.
import { text } from "node:stream/consumers";
import { ProtocolError, WEATHERS, type LaneLedger, type TrafficAnswer } from "@hydra/protocol";
import { expect, it } from "vitest";
import {
  clearWeather,
  cutWeather,
  getLab,
  putTraffic,
  putWeather,
  readLane,
  stopTraffic,
} from "../src/lab-api.ts";
import { startScriptedServer } from "../../feed/test/client/scripted-server.ts";

const LAB = "lab-1";

it("asks whether there is a weather port", async () => {
  await using server = await startScriptedServer();
  const answer = getLab({ baseUrl: server.url });
  const { target, send } = await server.next();
  expect(target).toBe("/api/lab");
  send(200, '{"weatherPort":null,"slowPort":4001}');
  expect(await answer).toEqual({ weatherPort: null, slowPort: 4_001 });
});

it("puts traffic on a family, and reads what came of it", async () => {
  await using server = await startScriptedServer();
  const body = { labId: LAB, hitsPerSecond: 20, bots: 5, seed: 7 };
  const answer = putTraffic({ baseUrl: server.url }, "a/b", body);
  const { request, target, send } = await server.next();
  expect([request.method, target]).toEqual(["PUT", "/api/lab/traffic/a%2Fb"]);
  expect(JSON.parse(await text(request))).toEqual(body);
  const counters = { hits: 3, refused: 0, late: 0, leaseMs: 10_000 };
  const sent: TrafficAnswer = { ...body, grantedHitsPerSecond: 12.5, familyId: "a/b", ...counters };
  send(200, JSON.stringify(sent));
  expect(await answer).toEqual(sent);
});

it("reports that another lab has the traffic", async () => {
  await using server = await startScriptedServer();
  const body = { labId: LAB, hitsPerSecond: 20, bots: 5, seed: 7 };
  const answer = putTraffic({ baseUrl: server.url }, "f", body);
  (await server.next()).sendProblem(new ProtocolError("lab-busy"));
  await expect(answer).rejects.toMatchObject({ code: "lab-busy" });
});

it("puts weather before the lanes, and cuts it", async () => {
  await using server = await startScriptedServer();
  const api = { baseUrl: server.url };
  const weather = WEATHERS["3g"];
  const answer = putWeather(api, { labId: LAB, weather });
  const put = await server.next();
  expect([put.request.method, put.target]).toEqual(["PUT", "/api/lab/weather"]);
  expect(JSON.parse(await text(put.request))).toEqual({ labId: LAB, weather });
  put.send(200, JSON.stringify({ weather, weatherPort: 4_000, slowPort: 4_001, leaseMs: 10_000 }));
  expect(await answer).toMatchObject({ weatherPort: 4_000, slowPort: 4_001 });

  const cutting = cutWeather(api, { labId: LAB, cutMs: 5_000 });
  const cut = await server.next();
  expect([cut.request.method, cut.target]).toEqual(["POST", "/api/lab/weather/cut"]);
  cut.send(204);
  await cutting;
});

it("gives traffic and weather back", async () => {
  await using server = await startScriptedServer();
  const api = { baseUrl: server.url };
  const stopping = stopTraffic(api, "f", LAB);
  const stop = await server.next();
  expect([stop.request.method, stop.target]).toEqual(["DELETE", "/api/lab/traffic/f?labId=lab-1"]);
  stop.send(204);
  await stopping;
  const clearing = clearWeather(api, LAB);
  const clear = await server.next();
  expect([clear.request.method, clear.target]).toEqual(["DELETE", "/api/lab/weather?labId=lab-1"]);
  clear.send(204);
  await clearing;
});

it("reads a lane's ledger, and throws `unknown-lane` before its first request", async () => {
  await using server = await startScriptedServer();
  const api = { baseUrl: server.url };
  const counts = { connections: 1, open: 1, requests: 2, bytesIn: 3, bytesOut: 4, frames: 5, skipped: 0 };
  const ledger: LaneLedger = { laneId: "l", ...counts };
  const answer = readLane(api, "l");
  const { target, send } = await server.next();
  expect(target).toBe("/api/lab/lanes/l");
  send(200, JSON.stringify(ledger));
  expect(await answer).toEqual(ledger);

  const unknown = readLane(api, "l");
  (await server.next()).sendProblem(new ProtocolError("unknown-lane"));
  await expect(unknown).rejects.toMatchObject({ code: "unknown-lane" });
});
