// A client of each transport, made of what others have written: fetch, eventsource-parser, ws. Gives frames as they come.
import { createParser } from "eventsource-parser";
import { WebSocket } from "ws";
import { decodeObject, type Fields } from "../../../src/wire/fields.ts";
import { TRAITS, type TransportName, type TransportTraits } from "../../../src/wire/transports.ts";

export interface WatchOptions {
  readonly since?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

export class Watcher implements AsyncDisposable {
  readonly #frames: Fields[] = [];
  readonly #ended = Promise.withResolvers<void>();
  #onFrame: () => void = () => undefined;
  readonly #stop = new AbortController();

  /** How it ended: a socket's code and reason, or what was in the way. */
  end: { readonly code?: number; readonly reason?: string; readonly error?: string } | undefined;
  /** The last `retry` of an event stream, milliseconds. */
  retryMs: number | undefined;

  /** The next frame that is no heartbeat. @throws Error when it ends without one */
  async next(): Promise<Fields> {
    while (this.#frames.length === 0) {
      if (this.end !== undefined) throw new Error(`it ended: ${JSON.stringify(this.end)}`);
      await Promise.race([new Promise<void>((resolve) => (this.#onFrame = resolve)), this.#ended.promise]);
    }
    return this.#frames.shift() ?? {};
  }

  get ended(): Promise<void> {
    return this.#ended.promise;
  }

  get signal(): AbortSignal {
    return this.#stop.signal;
  }

  receive(text: string): void {
    const frame = decodeObject(text);
    if (frame["type"] === "heartbeat") return;
    this.#frames.push(frame);
    this.#onFrame();
  }

  finish(end: NonNullable<Watcher["end"]>): void {
    this.end ??= end;
    this.#ended.resolve();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#stop.abort();
    await this.#ended.promise;
  }
}

/** @param url the feed's own address */
export function watch(transport: TransportName, url: string, options: WatchOptions = {}): Watcher {
  const watcher = new Watcher();
  const address = `${url}${TRAITS[transport].path}`;
  if (TRAITS[transport].needsUpgrade) watchSocket(watcher, address, options);
  else {
    const run = runnerOf(TRAITS[transport]);
    run(watcher, address, options).then(
      () => watcher.finish({}),
      (error: unknown) => watcher.finish({ error: String(error) }),
    );
  }
  return watcher;
}

function runnerOf({ mode, mediaType }: TransportTraits): typeof poll {
  if (mode === "asking") return poll;
  return mediaType === "text/event-stream" ? watchEvents : watchLines;
}

function withSince(address: string, since: string | undefined): string {
  return since === undefined ? address : `${address}?since=${since}`;
}

/** Polls as fast as it is answered. */
async function poll(watcher: Watcher, address: string, { since, headers = {} }: WatchOptions): Promise<void> {
  let cursor = since;
  while (!watcher.signal.aborted) {
    const answer = await fetch(withSince(address, cursor), { headers, signal: watcher.signal });
    const text = await answer.text();
    if (!answer.ok) throw new Error(`${answer.status} ${text}`);
    if (answer.status !== 200) continue;
    cursor = answer.headers.get("etag")?.replaceAll('"', "");
    watcher.receive(text);
  }
}

async function watchEvents(watcher: Watcher, address: string, options: WatchOptions): Promise<void> {
  const parser = createParser({
    onEvent: ({ data }) => watcher.receive(data),
    onRetry: (retryMs) => (watcher.retryMs = retryMs),
  });
  for await (const text of readText(watcher, address, options)) parser.feed(text);
}

/** A frame a line. */
async function watchLines(watcher: Watcher, address: string, options: WatchOptions): Promise<void> {
  let rest = "";
  for await (const text of readText(watcher, address, options)) {
    const lines = (rest + text).split("\n");
    rest = lines.pop() ?? "";
    for (const line of lines) watcher.receive(line);
  }
}

async function* readText(
  { signal }: Watcher,
  address: string,
  { since, headers = {} }: WatchOptions,
): AsyncGenerator<string> {
  const answer = await fetch(withSince(address, since), { headers, signal });
  if (!answer.ok) throw new Error(`${answer.status} ${await answer.text()}`);
  const decoder = new TextDecoder();
  for await (const chunk of answer.body ?? []) yield decoder.decode(chunk as Uint8Array, { stream: true });
}

function watchSocket(watcher: Watcher, address: string, { since, headers = {} }: WatchOptions): void {
  const socket = new WebSocket(withSince(address, since), { headers });
  socket.on("message", (data: Buffer) => watcher.receive(data.toString()));
  socket.on("error", (error) => watcher.finish({ error: String(error) }));
  socket.on("close", (code, reason) => watcher.finish({ code, reason: reason.toString() }));
  watcher.signal.addEventListener("abort", () => socket.terminate());
}
