// Tokens of sessions that were found good: verified once, then looked up until they expire; and wrong ones, for a moment. Bounded in
// number.

/** The player a token stands for. */
export interface Session {
  readonly playerId: string;
  readonly familyId: string;
}

/** Tokens that were found good; a hundred bytes of session each, and its text. */
const MAX_KNOWN_TOKENS = 10_000;

/** Tokens that were found wrong, of at most a header's 16 KiB. */
const MAX_WRONG_TOKENS = 100;
/** One that is signed for later is good then (RFC 7519 §4.1.5). */
const WRONG_FOR_MS = 1_000;

/** A player's attacks carry the same token: verified once, then looked up until it expires. */
export class KnownTokens {
  readonly #verify: (token: string) => unknown;
  readonly #now: () => number;
  /** Known longest first. */
  readonly #known = new Map<string, VerifiedSession>();
  /** Verifying a wrong token costs most, and one request may need it twice, on the short way and in the framework's route. */
  readonly #wrong = new Set<string>();
  #wrongUntil = 0;

  /** @param verify throws when the token is not good, and leaves its end aside; @param now epoch milliseconds */
  constructor(verify: (token: string) => unknown, now: () => number) {
    this.#verify = verify;
    this.#now = now;
  }

  sessionOf(token: string): Session | undefined {
    const known = this.#known.get(token) ?? (this.#isWrong(token) ? undefined : this.#learn(token));
    if (known === undefined || (known.exp ?? Infinity) * 1_000 > this.#now()) return known;
    this.#known.delete(token);
    return undefined;
  }

  #isWrong(token: string): boolean {
    const now = this.#now();
    if (now < this.#wrongUntil && this.#wrong.size < MAX_WRONG_TOKENS) return this.#wrong.has(token);
    this.#wrong.clear();
    this.#wrongUntil = now + WRONG_FOR_MS;
    return false;
  }

  #learn(token: string): VerifiedSession | undefined {
    const session = this.#verified(token);
    if (session === undefined) {
      this.#wrong.add(token);
      return undefined;
    }
    const [oldest] = this.#known.keys();
    if (oldest !== undefined && this.#known.size >= MAX_KNOWN_TOKENS) this.#known.delete(oldest);
    this.#known.set(token, session);
    return session;
  }

  #verified(token: string): VerifiedSession | undefined {
    try {
      const session = this.#verify(token);
      return isVerifiedSession(session) ? session : undefined;
    } catch {
      return undefined;
    }
  }
}

interface VerifiedSession extends Session {
  /** RFC 7519 §4.1.4: epoch seconds. */
  readonly exp?: number;
}

function isVerifiedSession(value: unknown): value is VerifiedSession {
  return (
    typeof value === "object" &&
    value !== null &&
    "playerId" in value &&
    typeof value.playerId === "string" &&
    "familyId" in value &&
    typeof value.familyId === "string" &&
    (!("exp" in value) || typeof value.exp === "number")
  );
}
