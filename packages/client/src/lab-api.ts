// What a lab asks of the server: traffic, weather, and what its lanes have cost. One function a request; each throws
// ProtocolError, as by requestJson. Traffic and weather are leases: they end unless asked for again. SPEC PR80–PR86.
import {
  decodeLabAnswer,
  decodeLaneLedger,
  decodeTrafficAnswer,
  decodeViolationAnswer,
  decodeWeatherAnswer,
  decodeWireAnswer,
  decodeWireCapture,
  routes,
  type CutRequest,
  type LabAnswer,
  type LaneLedger,
  type TrafficAnswer,
  type TrafficRequest,
  type ViolationAnswer,
  type ViolationRequest,
  type WeatherAnswer,
  type WeatherRequest,
  type WireAnswer,
  type WireCapture,
  type WireQuery,
} from "@hydra/protocol";
import type { ApiOptions } from "./api.ts";
import { nothing, requestJson } from "./http.ts";

/** @throws ProtocolError `not-found` where no lab is offered. */
export function getLab(api: ApiOptions): Promise<LabAnswer> {
  return requestJson({ ...api, path: routes.lab, decode: decodeLabAnswer });
}

/**
 * Starts, changes or keeps up a lab's bots in a family; idempotent.
 * @throws ProtocolError `lab-busy` when labs have as many as there may be, `invalid-body`, `unknown-family`
 */
export function putTraffic(api: ApiOptions, familyId: string, body: TrafficRequest): Promise<TrafficAnswer> {
  const path = routes.labTraffic(familyId);
  return requestJson({ ...api, path, method: "PUT", body, decode: decodeTrafficAnswer });
}

/** Stops the bots; idempotent, and sent to its end even when the page is left. */
export function stopTraffic(api: ApiOptions, familyId: string, labId: string): Promise<void> {
  return release(api, `${routes.labTraffic(familyId)}?${new URLSearchParams({ labId })}`);
}

/**
 * Sets or keeps up a lab's weather, and answers at which ports it is; idempotent.
 * @throws ProtocolError `lab-busy` when labs have as many as there may be, `invalid-body`, `unavailable` where there is none
 */
export function putWeather(api: ApiOptions, body: WeatherRequest): Promise<WeatherAnswer> {
  return requestJson({ ...api, path: routes.labWeather, method: "PUT", body, decode: decodeWeatherAnswer });
}

/** Gives the weather back; idempotent, and sent to its end even when the page is left. */
export function clearWeather(api: ApiOptions, labId: string): Promise<void> {
  return release(api, `${routes.labWeather}?${new URLSearchParams({ labId })}`);
}

/** Cuts every connection through the lab's weather for so long, or lets a captive portal answer. @throws ProtocolError `lab-busy`, `invalid-body` */
export function cutWeather(api: ApiOptions, body: CutRequest): Promise<void> {
  return requestJson({ ...api, path: routes.labCut, body, decode: nothing });
}

/** @throws ProtocolError `unknown-lane` before the lane's first request. */
export function readLane(api: ApiOptions, laneId: string): Promise<LaneLedger> {
  return requestJson({ ...api, path: routes.labLane(laneId), decode: decodeLaneLedger });
}

/** Opens a capture that only this browser can read. @throws ProtocolError `lab-busy`, `rate-limited`, `not-found` */
export function openCapture(api: ApiOptions): Promise<WireCapture> {
  return requestJson({ ...api, path: routes.labWires, body: {}, decode: decodeWireCapture });
}

/**
 * What is newer than piece `after`, waited for up to `holdMs`; the server forgets what came before.
 * @throws ProtocolError `unknown-capture` when it has ended
 */
export function readCapture(
  api: ApiOptions,
  captureId: string,
  { after, holdMs }: WireQuery,
): Promise<WireAnswer> {
  const query = new URLSearchParams({ after: String(after), holdMs: String(holdMs) });
  return requestJson({ ...api, path: `${routes.labWire(captureId)}?${query}`, decode: decodeWireAnswer });
}

/** Ends a capture, also when the page is left. @throws ProtocolError `unknown-capture` */
export function endCapture(api: ApiOptions, captureId: string): Promise<void> {
  return release(api, routes.labWire(captureId));
}

/** Breaks one rule on the bad-frame bench. @throws ProtocolError `lab-busy`, `rate-limited`, `unavailable` */
export function postViolation(api: ApiOptions, body: ViolationRequest): Promise<ViolationAnswer> {
  return requestJson({ ...api, path: routes.labViolations, body, decode: decodeViolationAnswer });
}

function release(api: ApiOptions, path: string): Promise<void> {
  return requestJson({ ...api, path, method: "DELETE", keepalive: true, decode: nothing });
}
