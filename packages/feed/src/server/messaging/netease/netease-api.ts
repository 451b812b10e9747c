// One call of the service's REST interface: a signed form, answered by JSON with a `code` of its own beside HTTP's status. SPEC MG30.
import { randomUUID } from "node:crypto";
import { decodeObject, integerAt, type Fields } from "../../../wire/fields.ts";
import { MessagingError } from "../provider.ts";
import { CallPacer } from "./call-pacer.ts";
import { signedHeaders, type AppCredentials } from "./signature.ts";

export interface NeteaseApiOptions extends AppCredentials {
  readonly origin: string;
  readonly callsPerSecond: number;
  readonly timeoutMs: number;
  /** How long no call is answered after too many. */
  readonly blockedMs: number;
  /** Epoch milliseconds. */
  readonly now: () => number;
}

interface Answer {
  readonly code: number;
  readonly fields: Fields;
}

/** The service's status codes ("Status Code"). */
const OK = 200;
export const NOT_FOUND = 404;
/** Too many calls: none is answered for a time. */
const TOO_FREQUENT = 416;
/** From here on the service itself failed. */
const FAILED = 500;

/** The service answered with another code than 200. */
export class NeteaseRefusal extends MessagingError {
  readonly serviceCode: number;

  constructor(action: string, serviceCode: number, description: unknown) {
    const isPassing = serviceCode === TOO_FREQUENT || serviceCode >= FAILED;
    const why = typeof description === "string" ? `: ${description}` : "";
    super(isPassing ? "unavailable" : "refused", `${action} was answered ${serviceCode}${why}.`);
    this.serviceCode = serviceCode;
  }
}

export class NeteaseApi {
  readonly #options: NeteaseApiOptions;
  readonly #pacer: CallPacer;
  readonly #closing = new AbortController();
  /** Monotonic milliseconds. */
  #blockedUntil = -Infinity;

  constructor(options: NeteaseApiOptions) {
    this.#options = options;
    this.#pacer = new CallPacer(options.callsPerSecond);
  }

  /**
   * Waits for its turn, then for the answer, of which it returns the members.
   * @param action as the interface names it, e.g. `chatroom/sendMsg.action`
   * @throws NeteaseRefusal for another code than 200; MessagingError `unavailable` when there is no answer, or the service is known
   * to give none, `busy` when too many calls wait
   */
  async call(action: string, form: Readonly<Record<string, string>>): Promise<Fields> {
    this.#checkBlocked();
    await this.#pacer.take();
    this.#checkBlocked();
    const { code, fields } = await this.#post(action, form);
    if (code === OK) return fields;
    if (code === TOO_FREQUENT) this.#blockedUntil = performance.now() + this.#options.blockedMs;
    throw new NeteaseRefusal(action, code, fields["desc"]);
  }

  /** Calls that are under way, and all later ones, fail. */
  close(): void {
    this.#closing.abort();
  }

  /** How long no call will be sent, as far as is known. */
  get blockedForMs(): number {
    return Math.max(0, this.#blockedUntil - performance.now());
  }

  #checkBlocked(): void {
    if (this.blockedForMs > 0)
      throw new MessagingError("unavailable", "After too many calls the service answers none for a time.");
  }

  async #post(action: string, form: Readonly<Record<string, string>>): Promise<Answer> {
    const { origin, timeoutMs, now, appKey, appSecret } = this.#options;
    const curTime = Math.floor(now() / 1_000);
    try {
      const response = await fetch(new URL(`/nimserver/${action}`, origin), {
        method: "POST",
        headers: {
          ...signedHeaders({ appKey, appSecret, nonce: randomUUID(), curTime }),
          "content-type": "application/x-www-form-urlencoded;charset=utf-8",
        },
        body: new URLSearchParams(form).toString(),
        redirect: "error",
        signal: AbortSignal.any([this.#closing.signal, AbortSignal.timeout(timeoutMs)]),
      });
      const fields = decodeObject(await response.text());
      return { code: integerAt(fields, "code"), fields };
    } catch (error) {
      throw new MessagingError("unavailable", `${action} was not answered.`, { cause: error });
    }
  }
}
