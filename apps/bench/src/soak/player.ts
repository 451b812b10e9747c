// A player who attacks without end and never gives a command up: the same commandId, over HTTP and both sockets in turn, until it is
// answered, whatever happens to the server meanwhile. Some commands are sent again after that, to get the same outcome.
import { setTimeout as wait } from "node:timers/promises";
import {
  ProtocolError,
  SOCKET_TRANSPORTS,
  type AttackAnswer,
  type JoinAnswer,
  type SocketTransportName,
} from "@hydra/protocol";
import { attackOver, openBattleFeed, postAttack, type OpenFeed } from "@hydra/client";
import { pickSkill } from "@hydra/engine";
import type { Command, Ledger } from "./ledger.ts";

/** Mostly slashes. */
const SHARES = { fireball: 0.15, ultimate: 0.05 };

type Channel = "http" | SocketTransportName;

const CHANNELS: readonly Channel[] = ["http", ...SOCKET_TRANSPORTS];

/** No answer within this time is none. */
const ATTEMPT_MS = 4_000;
const RETRY_MS = 300;
const PASSING: ReadonlySet<string> = new Set(["unavailable", "internal", "rate-limited"]);
/** What the game and a server that was killed answer. */
const EXPECTED: ReadonlySet<string> = new Set(["unavailable", "cooldown", "monster-defeated"]);
/** A new monster comes after ten seconds. */
const MAX_REST_MS = 11_000;
/** One in so many acknowledged commands is sent again. */
const REPEAT_EVERY = 20;

export interface PlayerOptions {
  readonly url: string;
  readonly joined: JoinAnswer;
  readonly ledger: Ledger;
  /** Between two attacks on average, milliseconds. */
  readonly pauseMs: number;
  /** 0 ≤ random() < 1 */
  readonly random: () => number;
  /** A refusal that no player should meet. */
  readonly onOdd: (what: string) => void;
  /** What attempts failed with. */
  readonly onFailure: (code: string) => void;
}

export class Player {
  readonly joined: JoinAnswer;
  readonly #options: PlayerOptions;
  readonly #sockets = new Map<Channel, OpenFeed>();
  readonly #leaving = new AbortController();
  readonly #playing: Promise<void>;

  constructor(options: PlayerOptions) {
    this.#options = options;
    this.joined = options.joined;
    this.#playing = this.#play();
  }

  /** Resolves when the command under way is answered. */
  async leave(): Promise<void> {
    this.#leaving.abort();
    await this.#playing;
    for (const socket of this.#sockets.values()) socket.close();
  }

  async #play(): Promise<void> {
    const { ledger, pauseMs, random } = this.#options;
    const { signal } = this.#leaving;
    for (let turn = Math.floor(random() * 3); !signal.aborted; turn += 1) {
      const command = ledger.issue(this.joined, pickSkill(random(), SHARES));
      await this.#sendUntilAnswered(command, turn);
      if (command.answer !== undefined && random() < 1 / REPEAT_EVERY)
        await this.#sendUntilAnswered(command, turn + 1);
      await wait(pauseMs * (0.5 + random()), undefined, { signal }).catch(() => undefined);
    }
  }

  async #sendUntilAnswered(command: Command, turn: number): Promise<void> {
    const { ledger, random } = this.#options;
    for (let attempt = turn; ; attempt += 1) {
      const channel = CHANNELS[attempt % CHANNELS.length] ?? "http";
      try {
        ledger.acknowledge(command, await this.#send(command, channel));
        return;
      } catch (error) {
        if (!(error instanceof ProtocolError)) throw error;
        this.#note(command, channel, error);
        if (!PASSING.has(error.code)) {
          command.refusal ??= error.code;
          // There is no monster until the next one stands there.
          await wait(Math.min(error.retryAfterMs ?? 0, MAX_REST_MS));
          return;
        }
      }
      await wait(RETRY_MS * (0.5 + random()));
    }
  }

  #note({ commandId }: Command, channel: Channel, { code, message }: ProtocolError): void {
    const { onOdd, onFailure } = this.#options;
    onFailure(code);
    if (!EXPECTED.has(code)) onOdd(`${commandId} over ${channel}: ${code}, ${message}`);
  }

  async #send({ commandId, skill }: Command, channel: Channel): Promise<AttackAnswer> {
    const { url, joined } = this.#options;
    const { familyId, token } = joined;
    const signal = AbortSignal.timeout(ATTEMPT_MS);
    const request = { commandId, skill };
    const socket = channel === "http" ? undefined : this.#socketOf(channel);
    const answer = socket && attackOver(socket, request, signal);
    if (answer !== undefined) return answer;
    // Not open yet.
    try {
      return await postAttack({ baseUrl: url, token, signal }, familyId, request);
    } catch (error) {
      if (signal.aborted) throw new ProtocolError("unavailable", "no answer in time");
      throw error;
    }
  }

  #socketOf(channel: Exclude<Channel, "http">): OpenFeed {
    const { url, joined } = this.#options;
    const { familyId, token } = joined;
    const open = this.#sockets.get(channel);
    if (open !== undefined) return open;
    const request = { baseUrl: url, familyId, token, pollIntervalMs: 1_000 };
    const socket = openBattleFeed(channel, request, {
      onFrame: () => undefined,
      onUnchanged: () => undefined,
      onEnd: () => this.#sockets.delete(channel),
    });
    this.#sockets.set(channel, socket);
    return socket;
  }
}
