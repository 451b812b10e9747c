// The battle as it arrives: the connection to the feed, its state in words the page can show, and the switch of
// transports. Owns the connection; holds nothing about who plays.
import { createStore, type StoreApi } from "zustand/vanilla";
import {
  createBattleConnection,
  type AutoState,
  type ConnectionState,
  type BattleConnection,
  type ResumeReport,
  type TransportChoice,
  type BattleUpdate,
  type BattleView,
} from "@hydra/client";
import { isSocketTransport, type TransportName } from "@hydra/protocol";
import { autoMemory } from "./auto-memory.ts";
import type { Measures } from "./measures.ts";
import { server } from "./server.ts";

export interface FeedState {
  readonly view: BattleView | undefined;
  readonly connection: ConnectionState;
  /** In use. */
  readonly transport: TransportName;
  /** Asked for: another than `transport` while a switch is under way. */
  readonly wanted: TransportName;
  /** What the automatic choice has found; undefined while the transport is the person's own choice. */
  readonly auto: AutoState | undefined;
  /** The proof of the last switch or reconnect. */
  readonly report: ResumeReport | undefined;
  /** Date.now() of the last sign of life, undefined before the first. */
  readonly freshAt: number | undefined;
}

export interface BattleFeedOptions {
  readonly familyId: string;
  readonly transport: TransportChoice;
  readonly measures: Measures;
  /** After the store has the update's view; `before` is the view it replaced. */
  onUpdate(update: BattleUpdate, before: BattleView | undefined): void;
  /** The feed became live, for the first time or again. */
  onLive(): void;
}

export class BattleFeed {
  readonly store: StoreApi<FeedState>;
  readonly connection: BattleConnection;
  readonly #options: BattleFeedOptions;
  /** A switch to the same transport, which no person asked for and which is not reported. */
  #isReopening = false;
  /** A person is about to choose another transport, or the switch to it is under way. */
  #isChoosing = false;

  constructor(options: BattleFeedOptions) {
    const { familyId, transport } = options;
    this.#options = options;
    this.connection = createBattleConnection({
      ...server,
      familyId,
      transport,
      autoMemory: autoMemory(),
      isPaused: true,
      onUpdate: (update) => this.#onUpdate(update),
      onState: (state) => this.#onState(state),
      onResume: (report) => this.#onResume(report),
      onAuto: () => this.#follow(),
    });
    const { transport: first, auto, state: connection } = this.connection;
    this.store = createStore<FeedState>(() => ({
      view: undefined,
      connection,
      transport: first,
      wanted: first,
      auto,
      report: undefined,
      freshAt: undefined,
    }));
  }

  /** Shows a transport as the one asked for while a person still makes up their mind. */
  intend(transport: TransportName): void {
    this.#isChoosing = true;
    this.store.setState({ wanted: transport });
  }

  /**
   * Switches; false when a later switch overtook this one or the page was left.
   * @throws ProtocolError when the transport cannot be opened: the old one stays.
   */
  async switchTo(transport: TransportName): Promise<boolean> {
    this.intend(transport);
    try {
      await this.connection.switchTo(transport);
      return true;
    } catch (error) {
      if (error instanceof DOMException && error.name === "AbortError") return false;
      throw error;
    } finally {
      if (this.store.getState().wanted === transport) this.#isChoosing = false;
      this.#follow();
    }
  }

  /** Leaves the choice to the connection. */
  chooseAutomatically(): void {
    this.#isChoosing = false;
    this.connection.chooseAutomatically();
    this.#follow();
  }

  /** Makes what the connection has chosen the person's own choice. */
  stay(): void {
    this.connection.stay();
    this.#follow();
  }

  /**
   * The session cookie is another one: no attack leaves over what was opened before, and a socket, which carries the session
   * of its handshake, is opened anew. Never rejects.
   */
  async renewSession(): Promise<void> {
    this.connection.renewSession();
    if (!isSocketTransport(this.connection.transport)) return;
    this.#isReopening = true;
    try {
      await this.connection.reopen();
      this.#options.measures.forgive(this.connection.counters);
    } catch {
      // Offline, or overtaken by a switch: the next socket carries the session anyway.
    } finally {
      this.#isReopening = false;
    }
  }

  close(): void {
    this.connection.close();
  }

  #onUpdate(update: BattleUpdate): void {
    const before = this.store.getState().view;
    this.store.setState({ view: update.view, freshAt: Date.now() });
    if (before === undefined) this.#options.measures.use(update.transport, this.connection.counters);
    this.#options.measures.onUpdate(update);
    this.#options.onUpdate(update, before);
  }

  #onState(connection: ConnectionState): void {
    this.#follow();
    if (connection.type !== "live") return this.store.setState({ connection });
    this.#options.measures.use(this.connection.transport, this.connection.counters);
    this.store.setState({ connection, freshAt: Date.now() });
    this.#options.onLive();
  }

  #onResume(report: ResumeReport): void {
    this.#options.measures.use(report.to, this.connection.counters);
    this.#follow();
    if (!this.#isReopening) this.store.setState({ report });
  }

  /** Shows what the connection uses and has found. */
  #follow(): void {
    const { transport, auto } = this.connection;
    this.store.setState({ transport, auto, ...(this.#isChoosing ? {} : { wanted: transport }) });
  }
}
