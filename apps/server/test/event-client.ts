// A watcher over server-sent events, read by `eventsource-parser`: independent of packages/protocol's decoder and of
// packages/client. Remembers every event in order.
import { get, type IncomingMessage } from "node:http";
import { decodeFrame, encodeCursor, routes, type Frame } from "@hydra/protocol";
import { createParser, type EventSourceMessage } from "eventsource-parser";
import { applyFrame, type RankingView } from "./ranking-view.ts";

export interface EventOptions {
  readonly since?: string;
  /** What is shown already; its cursor is the one to go on from. */
  readonly held?: RankingView | undefined;
  readonly lastEventId?: string;
}

export class EventClient implements AsyncDisposable {
  readonly response: IncomingMessage;
  readonly events: EventSourceMessage[] = [];
  readonly retries: number[] = [];
  /** What is shown, by the frames so far. */
  view: RankingView | undefined;
  /** Resolves when the stream is over, true when it ended as it should. */
  readonly ended: Promise<boolean>;
  #onEvent: () => void = () => undefined;
  #failure: Error | undefined;

  private constructor(response: IncomingMessage, held: RankingView | undefined) {
    this.response = response;
    this.view = held;
    const parser = createParser({
      onEvent: (event) => this.#receive(event),
      onRetry: (retryMs) => this.retries.push(retryMs),
    });
    response.setEncoding("utf8").on("data", (text: string) => parser.feed(text));
    response.on("error", () => undefined);
    this.ended = new Promise((resolve) => {
      response.on("close", () => {
        this.#fail(new Error("the stream is over"));
        resolve(response.complete);
      });
    });
  }

  static async open(url: string, familyId: string, options: EventOptions = {}): Promise<EventClient> {
    const { held, lastEventId } = options;
    const since = held === undefined ? options.since : encodeCursor(held);
    const query = since === undefined ? "" : `?since=${since}`;
    const headers = lastEventId === undefined ? {} : { "last-event-id": lastEventId };
    const request = get(`${url}${routes.feed(familyId, "sse")}${query}`, { headers, agent: false });
    const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>();
    request.once("response", resolve).once("error", reject);
    const response = await promise;
    if (response.statusCode !== 200) throw new Error(`answered ${response.statusCode}`);
    return new EventClient(response, held);
  }

  get frames(): Frame[] {
    return this.events.map(({ data }) => decode(data));
  }

  /** Waits until this many events have come. @throws Error when the stream ends before. */
  async received(count: number): Promise<EventSourceMessage[]> {
    await this.#until(() => this.events.length >= count);
    return this.events;
  }

  /** Waits until the view has reached a seq. @throws Error when the stream ends before. */
  async reached(seq: number): Promise<RankingView | undefined> {
    await this.#until(() => this.view !== undefined && this.view.seq >= seq);
    return this.view;
  }

  pause(): void {
    this.response.pause();
  }

  resume(): void {
    this.response.resume();
  }

  async #until(isReached: () => boolean): Promise<void> {
    while (!isReached()) {
      if (this.#failure !== undefined) throw this.#failure;
      await new Promise<void>((resolve) => (this.#onEvent = resolve));
    }
  }

  #receive(event: EventSourceMessage): void {
    this.events.push(event);
    try {
      const frame = decode(event.data);
      if (event.event !== frame.type) throw new Error(`a ${frame.type} in an event ${event.event}`);
      if (frame.type === "heartbeat") return;
      if (event.id !== encodeCursor(frame)) throw new Error(`id ${event.id} at ${encodeCursor(frame)}`);
      this.view = applyFrame(this.view, frame);
      this.#onEvent();
    } catch (error) {
      this.#fail(error instanceof Error ? error : new Error(String(error)));
    }
  }

  #fail(error: Error): void {
    this.#failure ??= error;
    this.#onEvent();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.response.destroy();
    await this.ended;
  }
}

function decode(data: string): Frame {
  const frame = decodeFrame(data);
  if (frame === undefined) throw new Error("a frame of no known type");
  return frame;
}
