// A child process of the bench and the questions asked of it over IPC, one answer each, in order.
import { fork, type ChildProcess } from "node:child_process";
import { once } from "node:events";

export class ChildLine implements AsyncDisposable {
  readonly #child: ChildProcess;
  readonly #name: string;
  readonly #waiting: ((answer: unknown) => void)[] = [];
  readonly #ended: Promise<never>;

  private constructor(module: URL, args: readonly string[]) {
    this.#name = module.pathname.split("/").at(-1) ?? "";
    this.#child = fork(module, args, { serialization: "advanced" });
    this.#child.on("message", (answer) => this.#waiting.shift()?.(answer));
    this.#ended = once(this.#child, "exit").then(([code]) => {
      throw new Error(`${this.#name} ended with ${String(code)}.`);
    });
    // Only of interest to a caller that waits for an answer.
    this.#ended.catch(() => undefined);
  }

  /** Starts a worker module, which sends a message when it is ready; resolves with the line and that message. */
  static async start(
    module: URL,
    args: readonly string[] = [],
  ): Promise<{ line: ChildLine; ready: unknown }> {
    const line = new ChildLine(module, args);
    return { line, ready: await line.#answer() };
  }

  get pid(): number {
    return this.#child.pid ?? 0;
  }

  /** @throws Error when the child ends instead, or answers with `{error}`. */
  async ask(question: object): Promise<unknown> {
    const answer = this.#answer();
    this.#child.send(question);
    const reply = await answer;
    if (typeof reply === "object" && reply !== null && "error" in reply)
      throw new Error(`${this.#name}: ${String(reply.error)}`);
    return reply;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    const exited = once(this.#child, "exit");
    this.#child.kill("SIGKILL");
    await exited;
  }

  #answer(): Promise<unknown> {
    return Promise.race([new Promise((resolve) => this.#waiting.push(resolve)), this.#ended]);
  }
}
