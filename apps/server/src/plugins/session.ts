// Who is attacking: a signed token (JWT, HS256) in an HttpOnly cookie scoped to its family, or as a Bearer token.
// Nothing is stored: the secret is what makes a token good, on every node that shares it.
import { randomBytes } from "node:crypto";
import { readFile, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import fastifyCookie from "@fastify/cookie";
import fastifyJwt from "@fastify/jwt";
import { ProtocolError, routes } from "@hydra/protocol";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import fp from "fastify-plugin";

/** Who a token stands for. */
export interface Session {
  readonly playerId: string;
  readonly familyId: string;
}

const COOKIE_NAME = "hydra_session";
/** A player who comes back within a month is still the same player. */
const SESSION_SECONDS = 30 * 24 * 60 * 60;
const SECRET_BYTES = 32;
/** Of SECRET_BYTES as base64url there are 43. */
const MIN_SECRET_LENGTH = 32;

declare module "@fastify/jwt" {
  interface FastifyJWT {
    payload: Session;
    user: Session;
  }
}

export interface SessionOptions {
  readonly secret: string;
}

export const sessions = fp(async function sessionPlugin(app: FastifyInstance, { secret }: SessionOptions) {
  await app.register(fastifyCookie);
  await app.register(fastifyJwt, {
    secret,
    cookie: { cookieName: COOKIE_NAME, signed: false },
    sign: { algorithm: "HS256", expiresIn: SESSION_SECONDS },
    // A player's attacks carry the same token: verified once, then looked up. Bounded by the library's LRU.
    verify: { algorithms: ["HS256"], cache: 10_000 },
  });
});

/** Signs a token and sets the cookie that carries it. */
export async function openSession(reply: FastifyReply, session: Session): Promise<string> {
  const token = await reply.jwtSign(session);
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
export async function requireSession(request: FastifyRequest, familyId: string): Promise<Session> {
  const session = await readSession(request);
  if (session?.familyId !== familyId) throw new ProtocolError("unauthenticated");
  return session;
}

async function readSession(request: FastifyRequest): Promise<Session | undefined> {
  try {
    const session: unknown = await request.jwtVerify();
    return isSession(session) ? session : undefined;
  } catch {
    return undefined;
  }
}

function isSession(value: unknown): value is Session {
  return (
    typeof value === "object" &&
    value !== null &&
    "playerId" in value &&
    typeof value.playerId === "string" &&
    "familyId" in value &&
    typeof value.familyId === "string"
  );
}

/**
 * The secret kept in a data folder, made on first use and readable by its owner only. Whoever calls is the folder's
 * only user.
 * @throws Error when what is there was cut short or emptied: with a guessable secret anybody could be anybody.
 */
export async function keepSecret(dataDir: string): Promise<string> {
  const path = join(dataDir, "session-secret");
  const kept = await readFile(path, "utf8").catch(unlessMissing);
  if (kept === undefined) return makeSecret(path);
  if (kept.trim().length < MIN_SECRET_LENGTH)
    throw new Error(`${path} is damaged: remove it to make a new one.`);
  return kept.trim();
}

/** Under another name until it is whole and on disk, so that a crash leaves no half of it behind. */
async function makeSecret(path: string): Promise<string> {
  const secret = randomBytes(SECRET_BYTES).toString("base64url");
  await writeFile(`${path}.new`, secret, { mode: 0o600, flush: true });
  await rename(`${path}.new`, path);
  return secret;
}

function unlessMissing(error: unknown): undefined {
  if (!(error instanceof Error && "code" in error && error.code === "ENOENT")) throw error;
}
