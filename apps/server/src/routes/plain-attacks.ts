// The attacks that there are most of, by a short way: POST attacks with a small JSON body and a good token, by a client on
// this very origin. What is said of the command itself is said here; who may not give one is told by attacks.ts.
import type { IncomingMessage, ServerResponse } from "node:http";
import type { AttackEvent, HitOutcome } from "@hydra/engine";
import { problemFields } from "@hydra/feed/server";
import {
  encodeAttackAnswer,
  MAX_COMMAND_BYTES,
  parseAttackRequest,
  toProblem,
  type ProtocolError,
} from "@hydra/protocol";
import type { FastifyInstance } from "fastify";
import { AttackCommand } from "../battle/attack-command.ts";
import { readJson } from "../plugins/json-bodies.ts";
import type { Session } from "../plugins/known-tokens.ts";
import type { AttackTrace } from "../tracing/tracer.ts";
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
    const reply = new PlainAttack(context, client, { response, fields, session });
    readBody(request, (body) => reply.answer(body, trace));
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
  readonly session: Session;
}

/** One attack, answered straight to Node's response. */
class PlainAttack extends AttackCommand<Buffer> {
  readonly #answering: Answering;
  #isJson = false;

  constructor(context: RouteContext, client: string, answering: Answering) {
    super(context.attacks, client);
    this.#answering = answering;
  }

  answer(body: Buffer, trace: AttackTrace | undefined): void {
    this.attack(body, trace);
  }

  protected read(body: Buffer): AttackEvent {
    const { familyId, playerId } = this.#answering.session;
    const value = readJson(body);
    this.#isJson = true;
    const { commandId, skill } = parseAttackRequest(value);
    return { type: "attack", familyId, playerId, commandId, skill };
  }

  protected onHit(outcome: HitOutcome): void {
    this.#end(200, encodeAttackAnswer(outcome), ["content-type", "application/json; charset=utf-8"]);
  }

  protected onRefused(error: ProtocolError): void {
    const problem = toProblem(error);
    const type = ["content-type", "application/problem+json; charset=utf-8"];
    const { "cache-control": _, ...own } = problemFields(error);
    // As the framework does: what follows a body that is no JSON may be anything.
    const closing = this.#isJson ? [] : ["connection", "close"];
    this.#end(problem.status, JSON.stringify(problem), [...Object.entries(own).flat(), ...type, ...closing]);
  }

  #end(status: number, body: string, own: readonly string[]): void {
    const { response, fields } = this.#answering;
    const length = String(Buffer.byteLength(body));
    response.writeHead(status, [...fields, ...own, "content-length", length]).end(body);
  }
}
