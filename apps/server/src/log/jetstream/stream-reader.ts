// Reads the stream from a place on, message by message, without a gap and in order, for as long as it is open: an ordered
// consumer (NATS ADR-15). The consumer is a thing of the server's memory; when anything is wrong with it (a message
// missing, heartbeats missing, its server gone), another one is made from the place reached.
import { AckPolicy, DeliverPolicy, type ConsumerConfig } from "@nats-io/jetstream";
import { createInbox, Empty, nanos, type Msg, type Subscription } from "@nats-io/transport-node";
import type { StreamAccess } from "./stream-access.ts";
import { ArchivedMeanwhile, lackingMessages } from "./stream-damage.ts";
import { readRecord } from "./stream-start.ts";

/** A message as it stands in the stream. */
export interface StoredMessage {
  /** Its sequence number in the stream: 1, 2, 3… */
  readonly place: number;
  /** When the stream's leader took it, epoch milliseconds. May run backwards when the leader changes. */
  readonly storedAt: number;
  readonly subject: string;
  text(): string;
}

export interface StreamHandlers {
  onMessage(message: StoredMessage): void;
  /** Messages are missing from the stream; the reader has closed. */
  onGone(error: Error): void;
}

/** The server sends a heartbeat this often while it has nothing to send. */
const HEARTBEAT_MS = 500;
/** This long without any message, and the consumer is taken for lost. */
const SILENCE_MS = 1_600;
/** The server drops a consumer without a listener. */
const FORGET_AFTER_MS = 10_000;
const FIRST_RETRY_MS = 20;
const MAX_RETRY_MS = 250;
/**
 * A request for a consumer is lost when the cluster has no leader, or when it falls to a server that stands still: better asked
 * again soon. Every so many are waited for, for a cluster that is merely slow.
 */
const PATIENT_EVERY = 4;

export class StreamReader {
  readonly #access: StreamAccess;
  readonly #handlers: StreamHandlers;
  /** Place of the next message. */
  #next: number;
  /** Deliveries of the present consumer so far. */
  #delivered = 0;
  #subscription: Subscription | undefined;
  #timer: NodeJS.Timeout | undefined;
  #failures = 0;
  /** Each consumer has a number; what an older one still sends is ignored. */
  #life = 0;
  #isClosed = false;

  /** Begins at `from` (at least 1). */
  constructor(access: StreamAccess, from: number, handlers: StreamHandlers) {
    this.#access = access;
    this.#next = from;
    this.#handlers = handlers;
    this.restart();
  }

  /** Place of the newest message handed over. */
  get place(): number {
    return this.#next - 1;
  }

  close(): void {
    this.#isClosed = true;
    this.#drop();
  }

  /** Makes another consumer at the place reached: the connection was lost, or nothing comes although it should. */
  restart(): void {
    if (this.#isClosed) return;
    this.#drop();
    this.#life += 1;
    this.#create(this.#life).catch(() => undefined);
  }

  async #create(life: number): Promise<void> {
    const { connection, manager, hastyManager, name } = this.#access;
    const isPatient = this.#failures % PATIENT_EVERY === PATIENT_EVERY - 1;
    const inbox = createInbox();
    this.#delivered = 0;
    this.#watch();
    try {
      this.#subscription = connection.subscribe(inbox, {
        callback: (error, message) => {
          if (life !== this.#life) return;
          if (error !== null) this.#fail();
          else this.#take(message);
        },
      });
      await (isPatient ? manager : hastyManager).consumers.add(name, this.#config(inbox));
      this.#failures = 0;
    } catch {
      if (life === this.#life) this.#fail();
    }
  }

  #config(inbox: string): Partial<ConsumerConfig> {
    return {
      deliver_subject: inbox,
      deliver_policy: DeliverPolicy.StartSequence,
      opt_start_seq: this.#next,
      ack_policy: AckPolicy.None,
      flow_control: true,
      idle_heartbeat: nanos(HEARTBEAT_MS),
      inactive_threshold: nanos(FORGET_AFTER_MS),
      mem_storage: true,
      num_replicas: 1,
    };
  }

  #take(message: Msg): void {
    this.#watch();
    if (message.reply?.startsWith("$JS.ACK.") === true) this.#deliver(message, message.reply);
    else this.#obey(message);
  }

  #deliver(message: Msg, reply: string): void {
    const { place, delivery, storedAt } = parseReply(reply);
    if (delivery === 1 && place > this.#next) return void this.#miss(this.#life, place);
    if (delivery !== this.#delivered + 1 || place !== this.#next) return this.#fail();
    this.#delivered = delivery;
    this.#next = place + 1;
    this.#handlers.onMessage({ place, storedAt, subject: message.subject, text: () => message.string() });
  }

  /** What the server reports about the consumer. */
  #obey(message: Msg): void {
    const { headers } = message;
    if (headers?.code !== 100) return this.#fail();
    if (message.reply !== undefined && message.reply !== "") {
      message.respond();
      return;
    }
    const stalled = headers.get("Nats-Consumer-Stalled");
    if (stalled !== "") this.#access.connection.publish(stalled, Empty);
    // A message was lost on the way, and no other follows that would show it.
    if (Number(headers.get("Nats-Last-Consumer")) !== this.#delivered) this.#fail();
  }

  /** A consumer made for the next message begins with a later one. */
  async #miss(life: number, place: number): Promise<void> {
    const { name } = this.#access;
    // What else it delivers is of no use.
    this.#life += 1;
    try {
      const { start } = (await readRecord(this.#access)) ?? {};
      if (this.#isClosed || life + 1 !== this.#life) return;
      this.close();
      const isArchived = start !== undefined && place - 1 <= start.place;
      this.#handlers.onGone(
        isArchived ? new ArchivedMeanwhile(name, start) : lackingMessages(name, this.#next, place - 1),
      );
    } catch {
      if (life + 1 === this.#life) this.#fail();
    }
  }

  #watch(): void {
    if (this.#timer !== undefined) this.#timer.refresh();
    else this.#timer = setTimeout(() => this.#fail(), SILENCE_MS).unref();
  }

  #fail(): void {
    this.#drop();
    this.#life += 1;
    if (this.#isClosed) return;
    const retryMs = Math.min(FIRST_RETRY_MS * 2 ** this.#failures, MAX_RETRY_MS);
    this.#failures += 1;
    this.#timer = setTimeout(() => this.restart(), retryMs * (0.5 + Math.random())).unref();
  }

  #drop(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#subscription?.unsubscribe();
    this.#subscription = undefined;
  }
}

/**
 * The reply subject of a delivered message: `$JS.ACK.<stream>.<consumer>.<deliveries>.<place>.<delivery>.<nanos>.<pending>`,
 * with a domain and an account before the stream and a token at the end in its newer form.
 */
function parseReply(reply: string): { place: number; delivery: number; storedAt: number } {
  const tokens = reply.split(".");
  const first = tokens.length > 9 ? 7 : 5;
  const nanos = tokens[first + 2] ?? "";
  return {
    place: Number(tokens[first]),
    delivery: Number(tokens[first + 1]),
    // Nanoseconds do not fit into a number.
    storedAt: Number(nanos.slice(0, -6)),
  };
}
