// Labs that come and go: one visit each, of a few seconds, to what a lab can do. A server that is away cuts a visit short, which is no
// fault; an answer that is wrong is one.
import { setTimeout as wait } from "node:timers/promises";
import { decodeWireAnswer, decodeWireCapture, ProtocolError, routes, WEATHERS } from "@hydra/protocol";
import { clearWeather, cutWeather, postViolation, putTraffic, putWeather, stopTraffic } from "@hydra/client";
import type { LabVisit } from "./plan.ts";
import { Watcher } from "./watcher.ts";

export interface LabPlace {
  readonly url: string;
  /** Its bots may be let loose on it. */
  readonly familyId: string;
  readonly labId: string;
  readonly seed: number;
  readonly lastsMs: number;
  readonly onFault: (what: string) => void;
}

/** What a lab has to expect: the server is away, or another lab was there first. */
const PASSING: ReadonlySet<string> = new Set(["unavailable", "lab-busy", "unknown-capture"]);
const HITS_PER_SECOND = 40;
const BOTS = 20;
const RENEW_MS = 4_000;

const VISITS: Readonly<Record<LabVisit, (place: LabPlace) => Promise<void>>> = {
  traffic: runTraffic,
  echo: async (place) => {
    await Promise.all([echo(place, "ws"), echo(place, "rfc6455")]);
  },
  capture: runCapture,
  weather: runWeather,
};

/** Resolves when it is over; with why, when it was cut short. */
export async function visitLab(lab: LabVisit, place: LabPlace): Promise<string | undefined> {
  try {
    await VISITS[lab](place);
    return undefined;
  } catch (error) {
    if (error instanceof ProtocolError && PASSING.has(error.code)) return error.code;
    if (error instanceof TypeError) return "unavailable";
    place.onFault(`lab ${lab}: ${String(error)}`);
    return String(error);
  }
}

async function runTraffic({ url, familyId, labId, seed, lastsMs }: LabPlace): Promise<void> {
  const until = performance.now() + lastsMs;
  const request = { labId, hitsPerSecond: HITS_PER_SECOND, bots: BOTS, seed };
  while (performance.now() < until) {
    await putTraffic({ baseUrl: url }, familyId, request);
    await wait(RENEW_MS);
  }
  await stopTraffic({ baseUrl: url }, familyId, labId);
}

/** Texts of growing length, each compared with what comes back. */
async function echo({ url, lastsMs }: LabPlace, name: "ws" | "rfc6455"): Promise<void> {
  const socket = new WebSocket(url.replace(/^http/, "ws") + routes.labEcho(name));
  const until = performance.now() + lastsMs;
  try {
    await nextOf(socket, "open");
    for (let length = 1; performance.now() < until; length = (length * 2) % 262_143) {
      const text = "e".repeat(length);
      const answer = nextOf(socket, "message");
      socket.send(text);
      if ((await answer) !== text) throw new Error(`${name} echoed something else than ${length} characters`);
      await wait(100);
    }
  } finally {
    socket.close();
  }
}

function nextOf(socket: WebSocket, type: "open" | "message"): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const gone = (): void => reject(new ProtocolError("unavailable", "the echo socket is closed"));
    // It may have been closed while nothing was waited for.
    if (socket.readyState > WebSocket.OPEN) gone();
    socket.addEventListener("close", gone, { once: true });
    socket.addEventListener(
      type,
      (event) => {
        socket.removeEventListener("close", gone);
        resolve("data" in event ? event.data : undefined);
      },
      { once: true },
    );
  });
}

/** The bytes of an event stream of its own, read as they come; then a rule that is broken on purpose. */
async function runCapture({ url, familyId, lastsMs }: LabPlace): Promise<void> {
  const opened = await fetch(url + routes.labWires, { method: "POST" });
  if (!opened.ok) throw new ProtocolError("unavailable", `${opened.status}`);
  const { captureId } = decodeWireCapture(await opened.text());
  const headers = { cookie: (opened.headers.get("set-cookie") ?? "").split(";")[0] ?? "" };
  const end = new AbortController();
  const stream = fetch(`${url}${routes.feed(familyId, "sse")}?capture=${captureId}`, { signal: end.signal });
  stream.then(
    ({ body }) => body?.pipeTo(new WritableStream()).catch(() => undefined),
    () => undefined,
  );
  try {
    const until = performance.now() + lastsMs;
    for (let after = 0; performance.now() < until;) {
      const answer = await fetch(`${url}${routes.labWire(captureId)}?after=${after}&holdMs=1000`, {
        headers,
      });
      if (!answer.ok) throw new ProtocolError("unavailable", `${answer.status}`);
      const { pieces } = decodeWireAnswer(await answer.text());
      if (after === 0 && pieces.length > 0 && pieces[0]?.number !== 1)
        throw new Error("the first piece is missing");
      after = pieces.at(-1)?.number ?? after;
    }
    await fetch(url + routes.labWire(captureId), { method: "DELETE", headers });
    await postViolation({ baseUrl: url }, { target: "rfc6455", violation: "unmasked" });
  } finally {
    end.abort();
  }
}

/** A watcher on a bad network, which is cut once. */
async function runWeather({ url, familyId, labId, lastsMs, onFault }: LabPlace): Promise<void> {
  const { weatherPort } = await putWeather({ baseUrl: url }, { labId, weather: WEATHERS["4g"] });
  const baseUrl = `http://127.0.0.1:${weatherPort}`;
  const watcher = new Watcher({ baseUrl, familyId, transport: "websocket", onRefused: onFault });
  try {
    await wait(Math.min(lastsMs, RENEW_MS));
    await cutWeather({ baseUrl: url }, { labId, cutMs: 500 });
    await wait(RENEW_MS);
    await clearWeather({ baseUrl: url }, labId);
  } finally {
    watcher.close();
    for (const fault of watcher.faults) onFault(`in the weather: ${fault}`);
  }
}
