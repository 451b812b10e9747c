// How long a proxy holds a single small event back: the time from sending an attack to reading its event off the stream, beside that of a
// stream without the proxy. Times are the machine's and printed; what the documented configuration is held to is a ratio.
import { get, type IncomingMessage } from "node:http";
import { get as getTls } from "node:https";
import { setTimeout as pause } from "node:timers/promises";
import { routes } from "@hydra/protocol";
import { attack, joinFamily } from "../../client/players.ts";
import { expect, test } from "../test.ts";

const ATTACKS = 15;
/** Longer than a frame's interval (50 ms), so that each attack has a frame to itself. */
const PAUSE_MS = 120;
/** Generous: HAProxy without http-no-delay, over plain HTTP, comes to 12 and more; all others to 1 or 2. */
const MOST_TIMES_AS_LONG = 6;

/** One event stream, read as it comes. */
class Stream implements AsyncDisposable {
  readonly #response: IncomingMessage;
  #text = "";
  #wake: (() => void) | undefined;

  private constructor(response: IncomingMessage) {
    this.#response = response;
    response.setEncoding("utf8").on("data", (piece: string) => {
      this.#text += piece;
      this.#wake?.();
    });
    response.on("error", () => undefined);
  }

  static async open(url: string, path: string): Promise<Stream> {
    const { protocol, hostname, host, port } = new URL(url);
    const options = {
      host: "127.0.0.1",
      port,
      path,
      headers: { host },
      agent: false,
      rejectUnauthorized: false,
    };
    const stream = await new Promise<Stream>((resolve, reject) => {
      const taken = (response: IncomingMessage): void => resolve(new Stream(response));
      const request =
        protocol === "https:" ? getTls({ ...options, servername: hostname }, taken) : get(options, taken);
      request.on("error", reject);
    });
    await stream.until(/event: snapshot\n[\s\S]*\n\n/);
    return stream;
  }

  /** Resolves when the text holds the pattern; what came before is forgotten. */
  async until(pattern: RegExp): Promise<void> {
    while (!pattern.test(this.#text)) {
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
    this.#text = "";
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#response.destroy();
  }
}

function median(figures: readonly number[]): number {
  return figures.toSorted((a, b) => a - b)[figures.length >> 1] ?? NaN;
}

test("single events come through one by one", async ({ family: { familyId }, front, server, setup }) => {
  const player = await joinFamily(server.url, familyId, "Iolaus");
  const path = routes.feed(familyId, "sse");
  await using withoutProxy = await Stream.open(server.url, path);
  await using throughProxy = await Stream.open(front.url, path);
  const delays: { readonly direct: number; readonly through: number }[] = [];
  for (let index = 0; index < ATTACKS; index += 1) {
    const startedAt = performance.now();
    const seenAfter = async (stream: Stream): Promise<number> => {
      await stream.until(/event: delta\n[\s\S]*\n\n/);
      return performance.now() - startedAt;
    };
    // Of one event, so that a machine that is slow for a while is so for both.
    const both = Promise.all([seenAfter(withoutProxy), seenAfter(throughProxy)]);
    await attack(server.url, player);
    const [direct, through] = await both;
    delays.push({ direct, through });
    await pause(PAUSE_MS);
  }
  expect(delays).toHaveLength(ATTACKS);
  const direct = median(delays.map((delay) => delay.direct));
  const through = median(delays.map((delay) => delay.through));
  const { name, configuration } = setup;
  process.stdout.write(
    `${name}, ${configuration}: an event after ${through.toFixed(1)} ms (median), ${direct.toFixed(1)} without it\n`,
  );
  if (configuration === "documented") expect(through / direct).toBeLessThan(MOST_TIMES_AS_LONG);
});
