// A player's connection to a battle: the feed's, shown as a ranking, and attacks that get through.
import {
  createId,
  createReplica,
  FeedConnection,
  type ConnectionOptions,
  type ConnectionParts,
  type ConnectionState as FeedState,
  type ResumeReport,
  type SwitchLimits,
  type Update,
} from "@hydra/feed/client";
import {
  decodeFamilySummary,
  routes,
  type AttackAnswer,
  type ErrorCode,
  type FeedFrame,
  type FrameHit,
  type TransportName,
} from "@hydra/protocol";
import type { Skill } from "@hydra/engine";
import { postAttack } from "./api.ts";
import { battleCodec, type BattleView } from "./battle-codec.ts";
import { attackOver, feedOf, type BattleAddress } from "./battle-feed.ts";
import { attackUntilAnswered } from "./commands.ts";
import { toErrorCode, toProtocolError } from "./protocol-error.ts";

const DEFAULT_ATTACK_TIMEOUT_MS = 10_000;

export type ConnectionState = FeedState<ErrorCode>;

export interface AttackOptions {
  /** Default 10,000. */
  readonly timeoutMs?: number;
  /** How long the attack is kept while no answer comes; as long as `timeoutMs` by default. */
  readonly keepMs?: number;
  /** Called before it is sent again, with what came of the last attempt. */
  onRetry?(code: ErrorCode): void;
}

/** One step of the view, for animation and measuring. */
export interface BattleUpdate extends Update<BattleView, FeedFrame> {
  /** A few recent hits, oldest first, that were not shown before. */
  readonly hits: readonly FrameHit[];
}

export interface BattleOptions
  extends
    BattleAddress,
    Omit<ConnectionOptions<BattleView, FeedFrame>, "url" | "query" | "probe" | "onUpdate" | "onState"> {
  onUpdate?(update: BattleUpdate): void;
  onState?(state: ConnectionState): void;
}

/** Connects at once; the first events come later. */
export function createBattleConnection(
  options: BattleOptions,
  parts?: ConnectionParts<FeedFrame>,
): BattleConnection {
  return new BattleConnection(options, parts);
}

export class BattleConnection extends FeedConnection<BattleView, FeedFrame> {
  readonly #options: BattleOptions;
  readonly #closing = new AbortController();
  /** Aborted when the session is another one. */
  #session = new AbortController();
  /** Attacks that wait until the feed is live again. */
  readonly #waiting: Set<() => void>;

  constructor(options: BattleOptions, parts?: ConnectionParts<FeedFrame>) {
    const { baseUrl, familyId } = options;
    const waiting = new Set<() => void>();
    super(
      createReplica(battleCodec),
      {
        ...options,
        ...feedOf(options),
        probe: {
          url: `${baseUrl}${routes.family(familyId)}`,
          read: (text) => void decodeFamilySummary(text),
        },
        onUpdate: (update) => options.onUpdate?.({ ...update, hits: hitsOf(update) }),
        onState: (state) => {
          options.onState?.(stateOf(state));
          if (state.type === "live") for (const callback of waiting) callback();
        },
      },
      parts,
    );
    this.#options = options;
    this.#waiting = waiting;
  }

  override get state(): ConnectionState {
    return stateOf(super.state);
  }

  /** @throws ProtocolError with the server's code, `unavailable`; an AbortError when something overtakes it */
  override async switchTo(transport: TransportName, limits?: SwitchLimits): Promise<ResumeReport> {
    try {
      return await super.switchTo(transport, limits);
    } catch (error) {
      throw toProtocolError(error);
    }
  }

  /**
   * The session cookie is another one. No attack goes over a socket that was opened before, and one that is under way is given
   * up as `unavailable`: sent again it would be another player's. Opens nothing; see `reopen`.
   */
  renewSession(): void {
    this.renewCredentials();
    const earlier = this.#session;
    this.#session = new AbortController();
    earlier.abort();
  }

  /**
   * Attacks with a fresh commandId and tries again with the same one, over whatever is open, until the server
   * has answered or the time is over; at once when the feed is live again.
   * @throws ProtocolError with the server's code; `unavailable` when no answer came in time.
   */
  attack(skill: Skill, options: AttackOptions = {}): Promise<AttackAnswer> {
    const { baseUrl, familyId, token, random = Math.random } = this.#options;
    const { timeoutMs = DEFAULT_ATTACK_TIMEOUT_MS, keepMs = timeoutMs, onRetry } = options;
    return attackUntilAnswered({
      command: { commandId: createId(), skill },
      channels: [
        (command, signal) => attackOver(this, command, signal),
        (command, signal) => postAttack({ baseUrl, token, signal }, familyId, command),
      ],
      timeoutMs,
      keepMs,
      ...(onRetry === undefined ? {} : { onRetry }),
      onOpen: (callback) => {
        this.#waiting.add(callback);
        return () => this.#waiting.delete(callback);
      },
      signal: AbortSignal.any([this.#closing.signal, this.#session.signal]),
      random,
    });
  }

  override close(): void {
    this.#closing.abort();
    super.close();
  }
}

function stateOf(state: FeedState): ConnectionState {
  return state.type === "refused" ? { ...state, code: toErrorCode(state.code) } : state;
}

/** Those of an update that overlaps were shown as another feed brought them. */
function hitsOf({ frame, isOverlapping }: Update<BattleView, FeedFrame>): readonly FrameHit[] {
  return frame.type === "delta" && !isOverlapping ? (frame.hits ?? []) : [];
}
