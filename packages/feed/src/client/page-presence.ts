// A connection as part of a page: paused while the page is out of sight, resumed in sight, and given the platform's hints.
// Works without any capability; where pages can talk to each other they share the browser's connections. SPEC HI1–HI3, TB1–TB6.
import { checkNumbers, whole } from "../wire/bounds.ts";
import { TRAITS, holdsRequest, type TransportName } from "../wire/transports.ts";
import type { Connection } from "./connection-types.ts";
import { createId } from "./ids.ts";
import { BEST, LIGHTEST } from "./ladder.ts";
import { BEAT_MS, TabBudget } from "./tab-budget.ts";
import { openTabChannel, type TabChannel } from "./tab-channel.ts";
import type { FeedView } from "./view-codec.ts";

/** How long a page may be out of sight before it is paused, with one of the six connections and with a socket. */
const PAUSE_MS = { request: 10_000, socket: 30_000 };
/** Longest trial of a socket by a page that has nothing open meanwhile. */
const SOCKET_TRIAL_MS = 3_000;
/** For the other pages' answers, before one that would hold a connection opens it. */
const ANSWERS_MS = 100;

/** What of a connection a page needs; a page with several makes them one. */
export type PagedConnection = Pick<
  Connection<FeedView>,
  "transport" | "auto" | "switchTo" | "stepAside" | "pause" | "resume" | "hurry" | "setOnline" | "setInSight"
>;

export interface PagePresenceOptions {
  /** Paused: opened when the page is in sight, and no other page would starve. */
  readonly connection: PagedConnection;
  /** Pages that share one browser's connections to one address use the same; default the server's own. */
  readonly channel?: string;
  /** How many connections the page holds when its transport is one that holds; default 1. */
  readonly weight?: number;
  /** Keeps what is open although the page is out of sight; asked when it is to be paused. */
  isKept?(): boolean;
  onVisible?(isVisible: boolean): void;
  /** Other pages in sight hold the browser's connections: this one uses `transport` instead, or what it had. */
  onCrowded?(transport: TransportName): void;
}

/** Whether the page can be seen: not in the background, and not made ready in advance. */
export function isPageInSight(): boolean {
  return !document.hidden && !("prerendering" in document && document.prerendering === true);
}

export class PagePresence {
  readonly #options: PagePresenceOptions;
  readonly #leaving = new AbortController();
  readonly #budget: TabBudget;
  readonly #beat: ReturnType<typeof setInterval>;
  #channel: TabChannel | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #isMakingRoom = false;

  /** @throws RangeError for a `weight` that is none */
  constructor(options: PagePresenceOptions) {
    checkNumbers(options, { weight: whole(0, 1_000) });
    this.#options = options;
    this.#budget = new TabBudget({
      id: createId(),
      weight: options.weight ?? 1,
      post: (message) => this.#channel?.post(message),
      onNeeded: () => this.#pauseRequest(),
      onCrowded: () => void this.#makeRoom(),
    });
    this.#beat = setInterval(() => this.#budget.beat(), BEAT_MS);
    this.#openChannel();
    this.#listen();
    if (!navigator.onLine) options.connection.setOnline(false);
    this.#look();
  }

  /** The connection's transport or state has changed. */
  update(): void {
    this.#budget.setTransport(this.#options.connection.transport);
  }

  close(): void {
    this.#leaving.abort();
    clearTimeout(this.#timer);
    clearInterval(this.#beat);
    this.#budget.setInSight(false);
    this.#channel?.close();
  }

  #listen(): void {
    const { connection, onVisible } = this.#options;
    const { signal } = this.#leaving;
    const onSight = (): void => {
      this.#look();
      onVisible?.(isPageInSight());
    };
    document.addEventListener("visibilitychange", onSight, { signal });
    document.addEventListener("prerenderingchange", onSight, { signal });
    document.addEventListener("freeze", () => this.#pause(), { signal });
    // A stream that was frozen stays silent for good, without an error.
    document.addEventListener("resume", () => this.#replace(), { signal });
    window.addEventListener("pagehide", () => this.#leave(), { signal });
    window.addEventListener("pageshow", ({ persisted }) => persisted && this.#rejoin(), { signal });
    window.addEventListener("online", () => connection.setOnline(true), { signal });
    window.addEventListener("offline", () => connection.setOnline(false), { signal });
    networkInformation()?.addEventListener("change", () => connection.hurry(), { signal });
  }

  #look(): void {
    const { connection } = this.#options;
    const isInSight = isPageInSight();
    clearTimeout(this.#timer);
    connection.setInSight(isInSight);
    this.#budget.setInSight(isInSight);
    if (isInSight) {
      if (holdsRequest(connection.transport)) this.#timer = setTimeout(() => this.#open(), ANSWERS_MS);
      else this.#open();
      return;
    }
    const limitMs = TRAITS[connection.transport].needsUpgrade ? PAUSE_MS.socket : PAUSE_MS.request;
    this.#timer = setTimeout(() => this.#pause(), limitMs);
  }

  #open(): void {
    this.update();
    if (!this.#isMakingRoom) this.#options.connection.resume();
  }

  #pause(): void {
    if (this.#options.isKept?.() !== true) this.#options.connection.pause();
  }

  #pauseRequest(): void {
    if (!TRAITS[this.#options.connection.transport].needsUpgrade) this.#pause();
  }

  #replace(): void {
    this.#options.connection.pause();
    this.#look();
  }

  /** Perhaps for the back/forward cache, which an open connection or a channel's message would throw it out of. */
  #leave(): void {
    clearTimeout(this.#timer);
    this.#options.connection.pause();
    this.#budget.setInSight(false);
    this.#channel?.close();
    this.#channel = undefined;
  }

  #rejoin(): void {
    this.#openChannel();
    this.#look();
  }

  #openChannel(): void {
    // Over HTTP/2 and 3 there are no six.
    if (!isHttp1()) return;
    this.#channel = openTabChannel(this.#options.channel ?? "hydra.connections", (message) =>
      this.#budget.receive(message),
    );
  }

  /** Takes no connection from the pages that were there before. */
  async #makeRoom(): Promise<void> {
    if (this.#isMakingRoom) return;
    this.#isMakingRoom = true;
    const { connection, onCrowded } = this.#options;
    // On automatic a socket has been tried already. A poll may need the very connection that is given up.
    const limits = { timeoutMs: SOCKET_TRIAL_MS, isTrial: true };
    const hasSocket = connection.auto === undefined && (await isDone(connection.switchTo(BEST, limits)));
    if (!hasSocket) connection.stepAside(LIGHTEST);
    onCrowded?.(connection.transport);
    this.#isMakingRoom = false;
    if (isPageInSight()) connection.resume();
    this.update();
  }
}

function isDone(promise: Promise<unknown>): Promise<boolean> {
  return promise.then(
    () => true,
    () => false,
  );
}

/** As the page itself came; unknown counts as yes. */
function isHttp1(): boolean {
  const [navigation] = performance.getEntriesByType("navigation");
  const protocol: unknown =
    navigation !== undefined && "nextHopProtocol" in navigation ? navigation.nextHopProtocol : "";
  return protocol !== "h2" && protocol !== "h3";
}

/** Network Information API: not everywhere. */
function networkInformation(): EventTarget | undefined {
  const connection: unknown = "connection" in navigator ? navigator.connection : undefined;
  return connection instanceof EventTarget ? connection : undefined;
}
