// How the pages of one browser share its six connections to a server (HTTP/1.1): a page out of sight gives its own up when another
// one is looked at, and those in sight hold four at most, the earlier ones first. Decides only; no channel and no timer of its
// own. SPEC TB5, TB6.
import { holdsRequest, type TransportName } from "../wire/transports.ts";

/** Of six connections; the others are left for commands, and for the pages themselves. */
const MOST_HELD = 4;
/** A page that holds one posts it this often; one that has not for three times as long has crashed. */
export const BEAT_MS = 5_000;
const GONE_MS = 3 * BEAT_MS;

export type TabMessage =
  /** A page is looked at. */
  | { readonly type: "in-sight"; readonly id: string }
  /** A page in sight holds a connection, since its Date.now(). */
  | { readonly type: "holding"; readonly id: string; readonly since: number }
  | { readonly type: "released"; readonly id: string };

export interface TabBudgetOptions {
  /** This page's. */
  readonly id: string;
  /** Connections that a page holds. */
  readonly weight: number;
  post(message: TabMessage): void;
  /** This page is out of sight, and another one needs connections. */
  onNeeded(): void;
  /** Enough other pages in sight held a connection before this one. */
  onCrowded(): void;
}

export class TabBudget {
  readonly #options: TabBudgetOptions;
  readonly #others = new Map<string, { since: number; seenAt: number }>();
  #isInSight = false;
  #since: number | undefined;

  constructor(options: TabBudgetOptions) {
    this.#options = options;
  }

  /** Whether this page is looked at. */
  setInSight(isInSight: boolean): void {
    if (isInSight === this.#isInSight) return;
    this.#isInSight = isInSight;
    if (isInSight) this.#options.post({ type: "in-sight", id: this.#options.id });
    else this.setTransport(undefined);
  }

  /** What this page has open. */
  setTransport(transport: TransportName | undefined): void {
    const isHolding = this.#isInSight && transport !== undefined && holdsRequest(transport);
    if (isHolding === (this.#since !== undefined)) return;
    this.#since = isHolding ? Date.now() : undefined;
    if (isHolding) this.beat();
    else this.#options.post({ type: "released", id: this.#options.id });
  }

  /** To be called every BEAT_MS. */
  beat(): void {
    const since = this.#since;
    if (since === undefined) return;
    this.#options.post({ type: "holding", id: this.#options.id, since });
    this.#check(since);
  }

  /** Total: what is no message of a page is ignored. */
  receive(message: unknown): void {
    if (!isTabMessage(message) || message.id === this.#options.id) return;
    if (message.type === "released") this.#others.delete(message.id);
    else if (message.type === "holding") {
      this.#others.set(message.id, { since: message.since, seenAt: performance.now() });
      if (this.#since !== undefined) this.#check(this.#since);
    } else if (!this.#isInSight) this.#options.onNeeded();
    else if (this.#since !== undefined) {
      this.#options.post({ type: "holding", id: this.#options.id, since: this.#since });
    }
  }

  #check(since: number): void {
    const { id, weight, onCrowded } = this.#options;
    const now = performance.now();
    const earlier = [...this.#others].filter(
      ([other, held]) =>
        now - held.seenAt < GONE_MS && (held.since < since || (held.since === since && other < id)),
    );
    if ((earlier.length + 1) * weight > MOST_HELD) onCrowded();
  }
}

function isTabMessage(message: unknown): message is TabMessage {
  if (typeof message !== "object" || message === null) return false;
  const { type, id, since } = message as { type?: unknown; id?: unknown; since?: unknown };
  if (typeof id !== "string") return false;
  return type === "in-sight" || type === "released" || (type === "holding" && typeof since === "number");
}
