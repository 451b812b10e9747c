// Tokens of sessions that were found good: verified once, then looked up until they expire. Bounded in number.

/** The player a token stands for. */
export interface Session {
  readonly playerId: string;
  readonly familyId: string;
}

/** Tokens that were found good; a hundred bytes of session each, and its text. */
const MAX_KNOWN_TOKENS = 10_000;

/** A player's attacks carry the same token: verified once, then looked up until it expires. */
export class KnownTokens {
  readonly #verify: (token: string) => unknown;
  readonly #now: () => number;
  /** Known longest first. */
  readonly #known = new Map<string, VerifiedSession>();

  /** @param verify throws when the token is not good, and leaves its end aside; @param now epoch milliseconds */
  constructor(verify: (token: string) => unknown, now: () => number) {
    this.#verify = verify;
    this.#now = now;
  }

  sessionOf(token: string): Session | undefined {
    const known = this.#known.get(token) ?? this.#learn(token);
    if (known === undefined || (known.exp ?? Infinity) * 1_000 > this.#now()) return known;
    this.#known.delete(token);
    return undefined;
  }

  #learn(token: string): VerifiedSession | undefined {
    try {
      const session = this.#verify(token);
      if (!isVerifiedSession(session)) return undefined;
      const [oldest] = this.#known.keys();
      if (oldest !== undefined && this.#known.size >= MAX_KNOWN_TOKENS) this.#known.delete(oldest);
      this.#known.set(token, session);
      return session;
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
