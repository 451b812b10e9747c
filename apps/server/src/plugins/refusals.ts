// What becomes of clients that are refused or dropped, reported to the operator: a figure for each, and a line in
// the log for each client and reason, once a minute.
import type { DropReason } from "@hydra/feed/server";
import type { ErrorCode, TransportName } from "@hydra/protocol";
import type { FastifyBaseLogger } from "fastify";
import { RepeatedLines } from "./repeated-lines.ts";

/** Errors of a client rather than of a request. */
export type RefusalCode = Extract<ErrorCode, "rate-limited" | "quota-exceeded" | "unknown-host">;

/** Why a watcher's connection was ended, by a reason in words. */
const DROPS = {
  behind: "it did not read what was sent",
  silent: "it did not answer a ping",
  abusive: "it went on sending what was refused",
} as const satisfies Record<DropReason, string>;

export interface RefusalOptions {
  readonly logger: Pick<FastifyBaseLogger, "warn">;
  readonly onRefused: (code: RefusalCode) => void;
  readonly onDropped: (reason: DropReason) => void;
  /** Monotonic milliseconds. */
  readonly now?: () => number;
}

export class Refusals {
  readonly #options: RefusalOptions;
  readonly #lines: RepeatedLines;

  constructor(options: RefusalOptions) {
    this.#options = options;
    this.#lines = new RepeatedLines(options.now);
  }

  /** @param client as `clientPrefix` names it; @param why what it did too much of */
  refused(code: RefusalCode, client: string, why: string): void {
    const { logger, onRefused } = this.#options;
    onRefused(code);
    const line = `Refused ${client} as ${code}: ${why}`;
    // Which host is the client's choice.
    this.#lines.warn({ logger, client, key: code === "unknown-host" ? `${client} ${code}` : line }, line);
  }

  /** @param client as `clientPrefix` names it; @param transport by which it watched */
  dropped(reason: DropReason, client: string, transport: TransportName): void {
    const { logger, onDropped } = this.#options;
    onDropped(reason);
    const line = `Dropped a watcher of ${client} by ${transport} as ${reason}: ${DROPS[reason]}`;
    this.#lines.warn({ logger, client }, line);
  }
}
