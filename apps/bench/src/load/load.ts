// The load generator as scenarios see it.
import { ChildLine } from "../processes/child-line.ts";
import type { AttackOrder, Figures, Order, RequestOrder, WatchOrder } from "./orders.ts";

export class Load implements AsyncDisposable {
  readonly #line: ChildLine;
  #groups = 0;

  private constructor(line: ChildLine) {
    this.#line = line;
  }

  static async start(): Promise<Load> {
    const { line } = await ChildLine.start(new URL("load-worker.ts", import.meta.url));
    return new Load(line);
  }

  /** Resolves when each watcher has got its first frame: `opening` is how long that took. */
  watch(order: Omit<WatchOrder, "type" | "group">): Promise<LoadGroup> {
    return this.#open({ type: "watch", group: this.#nextName(), ...order });
  }

  attack(order: Omit<AttackOrder, "type" | "group">): Promise<LoadGroup> {
    return this.#open({ type: "attack", group: this.#nextName(), ...order });
  }

  request(order: Omit<RequestOrder, "type" | "group">): Promise<LoadGroup> {
    return this.#open({ type: "request", group: this.#nextName(), ...order });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#line[Symbol.asyncDispose]();
  }

  #nextName(): string {
    this.#groups += 1;
    return `group-${this.#groups}`;
  }

  async #open(order: WatchOrder | AttackOrder | RequestOrder): Promise<LoadGroup> {
    const ask = (order: Order): Promise<unknown> => this.#line.ask(order);
    return new LoadGroup(ask, order.group, asFigures(await ask(order)));
  }
}

export class LoadGroup implements AsyncDisposable {
  readonly #ask: (order: Order) => Promise<unknown>;
  readonly #group: string;
  readonly opening: Figures;
  #isClosed = false;

  constructor(ask: (order: Order) => Promise<unknown>, group: string, opening: Figures) {
    this.#ask = ask;
    this.#group = group;
    this.opening = opening;
  }

  async reset(): Promise<void> {
    await this.#ask({ type: "reset", group: this.#group });
  }

  async read(): Promise<Figures> {
    return asFigures(await this.#ask({ type: "read", group: this.#group }));
  }

  async pause(): Promise<void> {
    await this.#ask({ type: "pause", group: this.#group });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#isClosed) return;
    this.#isClosed = true;
    await this.#ask({ type: "close", group: this.#group });
  }
}

function asFigures(answer: unknown): Figures {
  if (isFigures(answer)) return answer;
  throw new Error("The load generator answered something else.");
}

function isFigures(answer: unknown): answer is Figures {
  return typeof answer === "object" && answer !== null && "count" in answer && "p99Ms" in answer;
}
