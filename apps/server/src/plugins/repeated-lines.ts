// Keeps clients from filling the log, and from hiding others in it: of lines that they cause each is written once a minute, so many for
// one client, and a bounded number in all.
import type { FastifyBaseLogger } from "fastify";

const EVERY_MS = 60_000;
/** Most of such a line is the clients' choice. */
const MAX_REMEMBERED = 100;
/** Of one client. It has few reasons to be refused, but may name many origins. */
const MAX_OF_CLIENT = 5;

export interface LineOptions {
  readonly logger: Pick<FastifyBaseLogger, "warn">;
  /** As `clientPrefix` names it. */
  readonly client: string;
  /** What makes it a line of its own. Default: all of it. */
  readonly key?: string;
}

export class RepeatedLines {
  readonly #now: () => number;
  /** When each was written last and whose it was, oldest first. */
  readonly #written = new Map<string, { readonly at: number; readonly client: string }>();
  readonly #counts = new Map<string, number>();
  #leftOut = 0;

  /** @param now monotonic milliseconds */
  constructor(now: () => number = () => performance.now()) {
    this.#now = now;
  }

  /** Writes the line when it is due, and before it how often one had no room since the last. */
  warn({ logger, client, key }: LineOptions, line: string): void {
    if (!this.isDue(key ?? line, client)) return;
    if (this.#leftOut > 0) logger.warn(`Had no room before this: ${this.#leftOut} reports of clients`);
    this.#leftOut = 0;
    logger.warn(line);
  }

  /** Whether the line is to be written now; it counts as written then. */
  isDue(line: string, client = ""): boolean {
    const now = this.#now();
    for (const [earlier, { at, client: its }] of this.#written) {
      if (now - at < EVERY_MS) break;
      this.#written.delete(earlier);
      this.#count(its, -1);
    }
    if (this.#written.has(line)) return false;
    if (this.#written.size >= MAX_REMEMBERED || (this.#counts.get(client) ?? 0) >= MAX_OF_CLIENT) {
      this.#leftOut += 1;
      return false;
    }
    this.#written.set(line, { at: now, client });
    this.#count(client, 1);
    return true;
  }

  #count(client: string, change: number): void {
    const count = (this.#counts.get(client) ?? 0) + change;
    if (count > 0) this.#counts.set(client, count);
    else this.#counts.delete(client);
  }
}
