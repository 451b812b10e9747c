// The attacks that there are most of, by a short way: POST attacks with a small JSON body and a good token, by a client on
// this very origin. What is said of the command itself is said here; who may not give one is told by attacks.ts.
import type { IncomingMessage, ServerResponse } from "node:http";
import type { HitOutcome } from "@hydra/engine";
import { problemFields } from "@hydra/feed/server";
import { encodeAttackAnswer, MAX_COMMAND_BYTES, parseAttackRequest, toProblem } from "@hydra/protocol";
import type { FastifyInstance } from "fastify";
import { readJson } from "../plugins/json-bodies.ts";
import { toProtocolError } from "../plugins/problem-details.ts";
import type { Session } from "../plugins/known-tokens.ts";
import type { AttackTrace } from "../tracing/tracer.ts";
import { AttackCommands } from "./attack-commands.ts";
import type { RouteContext } from "./route-context.ts";
import { commonFields, isOrdinary, type ShortWay } from "./short-ways.ts";

/** Group: family. */
const PLAIN = /^\/api\/families\/([\w.-]{1,64})\/attacks$/;
const JSON_TYPE = /^application\/json(?:; *charset=utf-8)?$/i;

export function plainAttacks(app: FastifyInstance, context: RouteContext): ShortWay {
  const fields = [...commonFields(context), "cache-control", "no-store"];
  const { hub, loop } = context;
  return (request, response) => {
    if (request.method !== "POST" || hub.isDraining) return false;
    const familyId = PLAIN.exec(request.url ?? "")?.[1];
    if (familyId === undefined || loop.battle(familyId) === undefined) return false;
    if (!isOrdinary(request, context) || !hasSmallBody(request)) return false;
    const session = app.sessions.of(request.headers, familyId);
    if (session === undefined) return false;
    const client = context.proxies.clientOf(request);
    const trace = context.tracer?.request(request, response);
    const reply = new AttackReply({ response, fields, context, client, trace });
    readBody(request, (body) => reply.attack(session, body));
    return true;
  };
}

function hasSmallBody({ headers }: IncomingMessage): boolean {
  const length = Number(headers["content-length"]);
  return length > 0 && length <= MAX_COMMAND_BYTES && JSON_TYPE.test(headers["content-type"] ?? "");
}

/** What is broken off is not handed over: nothing was asked for. */
function readBody(request: IncomingMessage, onBody: (body: Buffer) => void): void {
  let body: Buffer | undefined;
  request.on("data", (chunk: Buffer) => {
    body = body === undefined ? chunk : Buffer.concat([body, chunk]);
  });
  request.on("end", () => onBody(body ?? Buffer.alloc(0)));
}

interface Answering {
  readonly response: ServerResponse;
  readonly fields: readonly string[];
  readonly context: RouteContext;
  readonly client: string;
  readonly trace: AttackTrace | undefined;
}

/** One attack and its answer. */
class AttackReply extends AttackCommands {
  readonly #response: ServerResponse;
  readonly #fields: readonly string[];
  readonly #logger: RouteContext["logger"];
  readonly #trace: AttackTrace | undefined;

  constructor({ response, fields, context, client, trace }: Answering) {
    super(context, client);
    this.#response = response;
    this.#fields = fields;
    this.#logger = context.logger;
    this.#trace = trace;
  }

  attack(session: Session, body: Buffer): void {
    let isJson = false;
    try {
      const value = readJson(body);
      isJson = true;
      this.submit(session, parseAttackRequest(value), this.#trace);
    } catch (error) {
      this.#trace?.refused(error);
      // As the framework does: what follows such a body may be anything.
      this.#refuse(error, isJson ? [] : ["connection", "close"]);
    }
  }

  protected onHit(outcome: HitOutcome): void {
    this.#end(200, encodeAttackAnswer(outcome), ["content-type", "application/json; charset=utf-8"]);
  }

  protected onRefused(error: unknown): void {
    this.#refuse(error, []);
  }

  #refuse(error: unknown, more: readonly string[]): void {
    const told = toProtocolError(error);
    if (told.code === "internal") this.#logger.error({ err: error }, "request failed");
    const problem = toProblem(told);
    const type = ["content-type", "application/problem+json; charset=utf-8"];
    const { "cache-control": _, ...own } = problemFields(told);
    const fields = [...Object.entries(own).flat(), ...type, ...more];
    this.#end(problem.status, JSON.stringify(problem), fields);
  }

  #end(status: number, body: string, fields: readonly string[]): void {
    const length = String(Buffer.byteLength(body));
    this.#response.writeHead(status, [...this.#fields, ...fields, "content-length", length]).end(body);
  }
}
