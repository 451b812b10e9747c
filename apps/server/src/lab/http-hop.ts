// A proxy on the way: one hop of HTTP/1.1 as people have it between a browser and a server. It holds unfinished answers, refuses
// upgrades, cuts what is silent, or is a captive portal. What it passes on it does not change, but for the fields of one hop.
// Downstream is the weather's relay, upstream the server. RFC 9110 §7.6, RFC 9112 §9. SPEC PR122–PR125.
import {
  Agent,
  createServer,
  request,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from "node:http";
import type { Socket } from "node:net";
import type { Duplex } from "node:stream";
import type { Weather } from "@hydra/protocol";
import {
  encodeHead,
  inTurn,
  isOneTooMany,
  isPassedHandshake,
  join,
  requestFields,
  responseFields,
} from "../proxying/index.ts";
import { BodyHold } from "./body-hold.ts";
import type { HeldPart } from "./held-bytes.ts";
import { ownAnswer, PORTAL_PATH, type OwnAnswer } from "./hop-pages.ts";

/** One connection through the proxy, as its relay has it. */
export interface HopLink {
  /** At the weather's port. */
  readonly client: Socket;
  /** That it has from its beginning to its end. */
  readonly weather: Weather;
  readonly held: HeldPart;
  readonly isPortal: () => boolean;
}

interface Connection extends HopLink {
  /** Its own connection to the server, one at a time, so that answers come in the order of their requests. */
  readonly agent: Agent;
  /** The answer that is waited for, or under way. */
  answer: ServerResponse | undefined;
}

export class HttpHop {
  readonly #server: Server;
  readonly #connectFor: (client: Socket) => Socket;
  readonly #connections = new Map<Duplex, Connection>();

  /** @param connectFor makes the connection to the server on behalf of a client */
  constructor(connectFor: (client: Socket) => Socket) {
    this.#connectFor = connectFor;
    // It listens nowhere: connections are handed to it. How long they may last is the server's to decide, and the weather's.
    const timeouts = { keepAliveTimeout: 0, requestTimeout: 0, headersTimeout: 0 };
    this.#server = createServer({ ...timeouts, shouldUpgradeCallback: isPassedHandshake });
    // One at a time, as the server has them: what a client sends ahead is neither asked for nor held before its turn.
    const forward = inTurn((message, answer) => this.#forward(message, answer));
    for (const event of ["request", "checkContinue", "checkExpectation"])
      this.#server.on(event, (message: IncomingMessage, answer: ServerResponse) => {
        if (!isOneTooMany(message, answer)) forward(message, answer);
      });
    this.#server.on("upgrade", (message: IncomingMessage, socket: Duplex, head: Buffer) =>
      this.#upgrade(message, socket, head),
    );
    this.#server.on("clientError", (_error, socket) => this.#malformed(socket));
    // Without a listener Node destroys a socket that is silent for long, before it is answered here.
    this.#server.on("timeout", () => undefined);
  }

  take(socket: Socket, link: HopLink): void {
    const { client, weather } = link;
    // A connection that ends at one side ends at the other, as soon as what is under way is answered.
    const createConnection = (): Socket => {
      const upstream = this.#connectFor(client);
      // Of one that is kept for the next request the end is not read.
      upstream.once("close", () => this.#upstreamEnded(socket));
      return upstream;
    };
    const agent = Object.assign(new Agent({ keepAlive: true, maxSockets: 1 }), { createConnection });
    this.#connections.set(socket, { ...link, agent, answer: undefined });
    socket.once("close", () => {
      this.#connections.delete(socket);
      agent.destroy();
    });
    this.#server.emit("connection", socket);
    if (weather.idleMs > 0) socket.setTimeout(weather.idleMs, () => this.#silent(socket));
  }

  close(): void {
    for (const socket of this.#connections.keys()) socket.destroy();
  }

  #forward(message: IncomingMessage, answer: ServerResponse): void {
    const connection = this.#connections.get(message.socket);
    if (connection === undefined) return void message.socket.destroy();
    if (connection.isPortal()) return give(answer, portalAnswer(message));
    const outgoing = request({
      agent: connection.agent,
      method: message.method ?? "GET",
      path: message.url ?? "/",
      headers: requestFields(message),
      setHost: false,
    });
    connection.answer = answer;
    answer.once("close", () => {
      if (connection.answer === answer) connection.answer = undefined;
      if (!answer.writableFinished) outgoing.destroy();
    });
    outgoing.on("continue", () => {
      // After the proxy's own answer it would be an error that nothing catches.
      if (!answer.headersSent) answer.writeContinue();
    });
    outgoing.once("response", (incoming) => {
      // It came after the proxy's own answer.
      if (answer.headersSent) return void incoming.destroy();
      answer.writeHead(incoming.statusCode ?? 502, incoming.statusMessage, responseFields(incoming));
      new BodyHold({ incoming, answer, connection }).start();
    });
    outgoing.on("error", () => {
      if (answer.headersSent) message.socket.resetAndDestroy();
      else if (!answer.destroyed) give(answer, ownAnswer("bad-gateway"));
    });
    message.pipe(outgoing);
  }

  #upgrade(message: IncomingMessage, socket: Duplex, head: Buffer): void {
    const connection = this.#connections.get(socket);
    if (connection === undefined) return void socket.destroy();
    socket.on("error", () => socket.destroy());
    const { client, weather } = connection;
    if (connection.isPortal()) return giveRaw(socket, portalAnswer(message));
    if (weather.refusesUpgrades) return giveRaw(socket, ownAnswer("no-upgrades"));
    const outgoing = request({
      createConnection: () => this.#connectFor(client),
      path: message.url ?? "/",
      headers: [...requestFields(message), ...UPGRADE, message.headers.upgrade ?? "websocket"],
      setHost: false,
    });
    socket.once("close", () => outgoing.destroy());
    outgoing.once("upgrade", (incoming, peer, first) => {
      const { upgrade = "" } = incoming.headers;
      socket.write(encodeHead(incoming, [...responseFields(incoming), ...UPGRADE, upgrade]));
      socket.write(first);
      peer.write(head);
      join(socket, peer);
    });
    outgoing.once("response", (incoming) => {
      // The connection ends with the refusal: what came over it next would not be looked at.
      socket.write(encodeHead(incoming, [...responseFields(incoming), "Connection", "close"]));
      incoming.pipe(socket);
    });
    outgoing.on("error", () => {
      if (!socket.destroyed) giveRaw(socket, ownAnswer("bad-gateway"));
    });
    outgoing.end();
  }

  /** Nothing is written that would be taken for the rest of an answer, or for another's. */
  #malformed(socket: Duplex): void {
    const isBetweenAnswers = this.#connections.get(socket)?.answer === undefined;
    if (socket.writable && isBetweenAnswers) giveRaw(socket, ownAnswer("bad-request"));
    else socket.destroy();
  }

  #upstreamEnded(socket: Socket): void {
    const answer = this.#connections.get(socket)?.answer;
    if (answer === undefined) socket.end();
    else answer.once("finish", () => socket.end());
  }

  /** As nginx: 504 for what was not answered at all, else the connection ends where it is. */
  #silent(socket: Socket): void {
    const answer = this.#connections.get(socket)?.answer;
    if (answer !== undefined && !answer.headersSent) give(answer, ownAnswer("gateway-timeout"));
    else socket.resetAndDestroy();
  }
}

const UPGRADE = ["Connection", "Upgrade", "Upgrade"];

/** For everything, as portals do: elsewhere first, and a page for people there. */
function portalAnswer({ url = "/" }: IncomingMessage): OwnAnswer {
  return ownAnswer(url.startsWith(PORTAL_PATH) ? "portal-page" : "portal");
}

function give(answer: ServerResponse, { status, reason, fields, body }: OwnAnswer): void {
  answer.writeHead(status, reason, fields);
  answer.end(body);
}

function giveRaw(socket: Duplex, { status, reason, fields, body }: OwnAnswer): void {
  socket.end(encodeHead({ statusCode: status, statusMessage: reason }, fields) + body);
}
