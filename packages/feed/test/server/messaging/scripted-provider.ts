// A provider whose messaging system takes a message at a moment of the test: no real one can be made to do that to the millisecond.
import { setImmediate as nextTurn } from "node:timers/promises";
import type { MessagingCaps, MessagingProvider, RoomMessage } from "../../../src/server/messaging/index.ts";
import { StateHolder } from "../../../src/server/messaging/state-holder.ts";

export interface Taken extends RoomMessage {
  readonly room: string;
  /** Monotonic milliseconds. */
  readonly at: number;
}

export class ScriptedProvider implements MessagingProvider {
  readonly caps: MessagingCaps;
  readonly calls: Taken[] = [];
  readonly cleared: string[] = [];
  /** False: publishes stay under way until `settle`. */
  settles = true;
  readonly #state = new StateHolder();
  #waiting: { resolve: () => void; reject: (error: Error) => void }[] = [];

  constructor(caps: Partial<MessagingCaps> = {}) {
    this.caps = { messagesPerSecond: 1_000, maxBytes: 100_000, retains: true, ...caps };
    this.become("up");
  }

  get state(): "connecting" | "up" | "down" {
    return this.#state.state;
  }

  onState(listener: (state: "connecting" | "up" | "down") => void): () => void {
    return this.#state.onState(listener);
  }

  become(state: "up" | "down"): void {
    this.#state.set(state);
  }

  get underWay(): number {
    return this.#waiting.length;
  }

  /** What is under way is taken, or is not. */
  async settle(error?: Error): Promise<void> {
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const { resolve, reject } of waiting)
      if (error === undefined) resolve();
      else reject(error);
    await nextTurn();
  }

  publish(room: string, message: RoomMessage): Promise<void> {
    this.calls.push({ ...message, room, at: performance.now() });
    return this.settles
      ? Promise.resolve()
      : new Promise((resolve, reject) => void this.#waiting.push({ resolve, reject }));
  }

  async clear(room: string): Promise<void> {
    this.cleared.push(room);
  }

  async close(): Promise<void> {
    this.become("down");
  }
}
