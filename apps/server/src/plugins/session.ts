// Who is attacking: a signed token (JWT, HS256) in an HttpOnly cookie scoped to its family, or as a Bearer token.
// Nothing is stored: the secret is what makes a token good, on every node that shares it. SPEC PR3.
import fastifyCookie from "@fastify/cookie";
import fastifyJwt from "@fastify/jwt";
import { ProtocolError, routes, SESSION_COOKIE } from "@hydra/protocol";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import fp from "fastify-plugin";
import type { IncomingHttpHeaders } from "node:http";
import { cookieValues, serverCookieName } from "./cookies.ts";
import { KnownTokens, type Session } from "./known-tokens.ts";

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
    readonly sessions: Sessions;
    /** The full name of one of this server's cookies. */
    readonly cookieNameOf: (prefix: string) => string;
    /** Epoch milliseconds, by which sessions begin and end. */
    readonly sessionTime: () => number;
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
    sign: { algorithm: "HS256", expiresIn: SESSION_SECONDS },
    // KnownTokens looks when a token ends: the library would by the machine's clock.
    verify: { algorithms: ["HS256"], ignoreExpiration: true },
  });
  const cookieNameOf = (prefix: string): string => serverCookieName(prefix, secret);
  const tokens = new KnownTokens((token) => app.jwt.verify(token), now);
  app.decorate("sessionTime", now);
  app.decorate("cookieNameOf", cookieNameOf);
  app.decorate("sessions", new Sessions(tokens, cookieNameOf(SESSION_COOKIE)));
});

/** Cookies of one name, such as of two paths; each may have to be verified. */
const MAX_CANDIDATES = 2;
const BEARER = /^Bearer ([\w.-]+)$/i;

/** Finds the session that header fields carry for a family, where there is one and it is good. */
class Sessions {
  readonly cookieName: string;
  readonly #tokens: KnownTokens;
  readonly #cookieNames: readonly string[];

  constructor(tokens: KnownTokens, cookieName: string) {
    this.cookieName = cookieName;
    this.#tokens = tokens;
    this.#cookieNames = [cookieName, SESSION_COOKIE];
  }

  /**
   * RFC 6750 §2.1 before RFC 6265 §5.4: a cookie comes by itself, and a token that is named is meant. Another scheme may
   * be a proxy's.
   */
  of({ authorization, cookie }: IncomingHttpHeaders, familyId: string): Session | undefined {
    const bearer = authorization === undefined ? undefined : BEARER.exec(authorization)?.[1];
    return this.#firstOf(
      bearer === undefined ? cookieValues(cookie, this.#cookieNames, MAX_CANDIDATES) : [bearer],
      familyId,
    );
  }

  /** Whether a good session comes under the name that cookies had when it did not distinguish servers. */
  hasOldCookie({ cookie }: IncomingHttpHeaders, familyId: string): boolean {
    return this.#firstOf(cookieValues(cookie, [SESSION_COOKIE], MAX_CANDIDATES), familyId) !== undefined;
  }

  #firstOf(candidates: readonly string[], familyId: string): Session | undefined {
    for (const token of candidates) {
      const session = this.#tokens.sessionOf(token);
      if (session?.familyId === familyId) return session;
    }
    return undefined;
  }
}

/** Signs a token and sets the cookie that carries it. */
export async function openSession(reply: FastifyReply, session: Session): Promise<string> {
  const { server, headers, protocol } = reply.request;
  const path = routes.family(session.familyId);
  const iat = Math.floor(server.sessionTime() / 1_000);
  const token = await reply.jwtSign({ ...session, iat });
  reply.setCookie(server.sessions.cookieName, token, {
    path,
    httpOnly: true,
    sameSite: "strict",
    secure: protocol === "https",
    maxAge: SESSION_SECONDS,
  });
  // The same name may be another server's on this host: only what this one has set is taken back.
  if (server.sessions.hasOldCookie(headers, session.familyId)) reply.clearCookie(SESSION_COOKIE, { path });
  return token;
}

/** Takes the cookie back, under both of its names. What carries the token elsewhere goes on: nothing is stored that could end it. */
export function closeSession(reply: FastifyReply, familyId: string): void {
  const path = routes.family(familyId);
  for (const name of [reply.server.sessions.cookieName, SESSION_COOKIE]) reply.clearCookie(name, { path });
}

/**
 * The session a request carries for a family.
 * @throws ProtocolError `unauthenticated` when there is none, or one of another family.
 */
export function requireSession({ server, headers }: FastifyRequest, familyId: string): Session {
  const session = server.sessions.of(headers, familyId);
  if (session === undefined) throw new ProtocolError("unauthenticated");
  return session;
}
