// An answer on its way through a proxy that buffers: what is not finished waits, until there is enough of it, or for long enough, or
// until its end. What is finished goes at once. Holds no more than the weather allows. SPEC PR122, PR123.
import type { IncomingMessage, ServerResponse } from "node:http";
import type { Weather } from "@hydra/protocol";
import type { HeldPart } from "./held-bytes.ts";

export interface BodyHoldOptions {
  readonly incoming: IncomingMessage;
  /** Its head is written, but not sent. */
  readonly answer: ServerResponse;
  readonly connection: { readonly weather: Weather; readonly held: HeldPart };
}

export class BodyHold {
  readonly #options: BodyHoldOptions;
  readonly #bufferBytes: number;
  readonly #bufferMs: number | null;
  #parts: Buffer[] = [];
  #bytes = 0;
  #timer: NodeJS.Timeout | undefined;

  constructor(options: BodyHoldOptions) {
    this.#options = options;
    const { bufferBytes, bufferMs } = options.connection.weather;
    this.#bufferBytes = passesAtOnce(options) ? 0 : bufferBytes;
    this.#bufferMs = bufferMs;
  }

  start(): void {
    const { incoming, answer } = this.#options;
    // The head waits with what follows it.
    if (this.#bufferBytes === 0) answer.flushHeaders();
    else this.#wait();
    incoming.on("data", (part: Buffer) => this.#take(part));
    incoming.once("end", () => {
      this.#flush();
      answer.end();
    });
    // What breaks off there must not look whole here.
    incoming.on("error", () => answer.destroy());
    answer.on("drain", () => incoming.resume());
    answer.once("close", () => this.#release());
  }

  #take(part: Buffer): void {
    const { answer, connection } = this.#options;
    this.#parts.push(part);
    this.#bytes += part.length;
    if (!connection.held.add(part.length)) return void answer.destroy();
    if (this.#bytes >= this.#bufferBytes) this.#flush();
    else this.#wait();
  }

  #wait(): void {
    if (this.#bufferMs === null) return;
    this.#timer ??= setTimeout(() => {
      if (this.#bytes === 0) this.#options.answer.flushHeaders();
      this.#flush();
    }, this.#bufferMs);
  }

  #flush(): void {
    const { incoming, answer } = this.#options;
    const parts = this.#release();
    if (parts.length > 0 && !answer.destroyed && !answer.write(Buffer.concat(parts))) incoming.pause();
  }

  /** What was held, which is no longer. */
  #release(): Buffer[] {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#options.connection.held.add(-this.#bytes);
    const parts = this.#parts;
    this.#parts = [];
    this.#bytes = 0;
    return parts;
  }
}

/** nginx's `X-Accel-Buffering: no`, where the proxy honours it. */
function passesAtOnce({ incoming, connection }: BodyHoldOptions): boolean {
  const { "x-accel-buffering": accel } = incoming.headers;
  return connection.weather.honoursAccelBuffering && accel === "no";
}
