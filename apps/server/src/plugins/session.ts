// Who is attacking: a signed token (JWT, HS256) in an HttpOnly cookie scoped to its family, or as a Bearer token.
// Nothing is stored: the secret is what makes a token good, on every node that shares it.
import fastifyCookie from "@fastify/cookie";
import fastifyJwt from "@fastify/jwt";
import { ProtocolError, routes } from "@hydra/protocol";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import fp from "fastify-plugin";
import type { IncomingHttpHeaders } from "node:http";

/** Who a token stands for. */
export interface Session {
  readonly playerId: string;
  readonly familyId: string;
}

const COOKIE_NAME = "hydra_session";
/** A player who comes back within a month is still the same player. */
const SESSION_SECONDS = 30 * 24 * 60 * 60;

declare module "@fastify/jwt" {
  interface FastifyJWT {
    payload: Session & { readonly iat: number };
    user: Session;
  }
}

declare module "fastify" {
  interface FastifyInstance {
    /** Epoch milliseconds, by which sessions begin and end. */
    readonly sessionTime: () => number;
    /** The session that header fields carry, when there is one and it is good. */
    readonly sessionOf: (headers: IncomingHttpHeaders) => Session | undefined;
  }
}

export interface SessionOptions {
  readonly secret: string;
  /** The log's time: a session lasts as long whatever is done to the machine's clock. */
  now(): number;
}

export const sessions = fp(async function sessionPlugin(
  app: FastifyInstance,
  { secret, now }: SessionOptions,
) {
  await app.register(fastifyCookie);
  await app.register(fastifyJwt, {
    secret,
    cookie: { cookieName: COOKIE_NAME, signed: false },
    sign: { algorithm: "HS256", expiresIn: SESSION_SECONDS },
    // KnownTokens looks when a token ends: the library would by the machine's clock.
    verify: { algorithms: ["HS256"], ignoreExpiration: true },
  });
  const tokens = new KnownTokens((token) => app.jwt.verify(token), now);
  app.decorate("sessionTime", now);
  app.decorate("sessionOf", (headers) => {
    const token = tokenOf(headers);
    return token === undefined ? undefined : tokens.sessionOf(token);
  });
});

const BEARER = /^Bearer ([\w.-]+)$/i;
const COOKIE = new RegExp(String.raw`(?:^|;\s*)${COOKIE_NAME}=([\w.-]+)`);

/**
 * RFC 6750 §2.1 before RFC 6265 §5.4: a cookie comes by itself, and a token that is named is meant. Another scheme may be
 * a proxy's.
 */
function tokenOf({ authorization, cookie }: IncomingHttpHeaders): string | undefined {
  const bearer = authorization === undefined ? undefined : BEARER.exec(authorization)?.[1];
  return bearer ?? (cookie === undefined ? undefined : COOKIE.exec(cookie)?.[1]);
}

/** Tokens that were found good; a hundred bytes of session each, and its text. */
const MAX_KNOWN_TOKENS = 10_000;

/** A player's attacks carry the same token: verified once, then looked up until it expires. */
class KnownTokens {
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

/** Signs a token and sets the cookie that carries it. */
export async function openSession(reply: FastifyReply, session: Session): Promise<string> {
  const iat = Math.floor(reply.server.sessionTime() / 1_000);
  const token = await reply.jwtSign({ ...session, iat });
  reply.setCookie(COOKIE_NAME, token, {
    path: routes.family(session.familyId),
    httpOnly: true,
    sameSite: "strict",
    secure: reply.request.protocol === "https",
    maxAge: SESSION_SECONDS,
  });
  return token;
}

/**
 * The session a request carries for a family.
 * @throws ProtocolError `unauthenticated` when there is none, or one of another family.
 */
export function requireSession({ server, headers }: FastifyRequest, familyId: string): Session {
  const session = server.sessionOf(headers);
  if (session?.familyId !== familyId) throw new ProtocolError("unauthenticated");
  return session;
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
