// Players by raw sockets, each from an address of the machine's, whose attacks are sent in one breath and counted by their answers.
import { decodeJoinAnswer, routes, type JoinAnswer } from "@hydra/protocol";
import type { Listening } from "../http-player.ts";
import { parseAnswer, RawConnection, type RawPlace } from "../raw-connection.ts";
import { clientFrame, OPCODES, openRawSocket } from "../raw-socket.ts";

/** Ways an attack can come. */
export const WAYS = ["http", "http-long", "websocket", "websocket-raw"] as const;
export type Way = (typeof WAYS)[number];

export interface Attacker {
  readonly player: JoinAnswer;
  readonly way: Way;
  readonly attacks: number;
  readonly place?: RawPlace;
  readonly headers?: Readonly<Record<string, string>>;
}

let commands = 0;
function command(): object {
  commands += 1;
  return { commandId: `raw-${commands}`, skill: "slash" };
}

function linesOf(headers: Readonly<Record<string, string>>): string[] {
  return Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
}

/** Joins from the place given, so that it costs only that address's share. */
export async function joinFrom(port: number, familyId: string, place: RawPlace = {}): Promise<JoinAnswer> {
  await using connection = await RawConnection.open(port, place);
  const body = '{"name":"Iolaus"}';
  const fields = ["Content-Type: application/json", `Content-Length: ${body.length}`, "Connection: close"];
  connection.request(`POST ${routes.players(familyId)} HTTP/1.1`, "Host: a", ...fields).send(body);
  return decodeJoinAnswer(parseAnswer(await connection.ended()).body);
}

/** How many of the attacks were taken, when all have been answered. */
function attackRaw(port: number, attacker: Attacker): Promise<number> {
  return attacker.way.startsWith("http") ? attackByHttp(port, attacker) : attackBySocket(port, attacker);
}

async function attackByHttp(
  port: number,
  { player, way, attacks, place, headers = {} }: Attacker,
): Promise<number> {
  await using connection = await RawConnection.open(port, place);
  const path = routes.attacks(player.familyId) + (way === "http-long" ? "?a=" : "");
  for (let n = 0; n < attacks; n += 1) {
    const body = JSON.stringify(command());
    const fields = ["Host: a", "Content-Type: application/json", `Content-Length: ${body.length}`];
    const session = `Authorization: Bearer ${player.token}`;
    connection.request(`POST ${path} HTTP/1.1`, ...fields, session, ...linesOf(headers)).send(body);
  }
  const statuses = (received: string): string[] =>
    [...received.matchAll(/HTTP\/1\.1 (\d+) /g)].map(([, code]) => code ?? "");
  const received = await connection.until((text) => statuses(text).length === attacks);
  return statuses(received).filter((status) => status === "200").length;
}

async function attackBySocket(
  port: number,
  { player, way, attacks, place, headers = {} }: Attacker,
): Promise<number> {
  const path = routes.feed(player.familyId, way === "websocket" ? "websocket" : "websocket-raw");
  const authorization = `Bearer ${player.token}`;
  await using connection = await openRawSocket(port, path, {
    headers: { authorization, ...headers },
    ...place,
  });
  for (let n = 0; n < attacks; n += 1)
    connection.send(clientFrame(OPCODES.text, JSON.stringify({ type: "attack", ...command() })));
  const count = (received: string, type: string): number => received.split(`"type":"${type}"`).length - 1;
  const received = await connection.until(
    (text) => count(text, "outcome") + count(text, "error") === attacks,
  );
  return count(received, "outcome");
}

/** Several at once: how many were taken in all, and how many a limit would have let through by then. */
export async function attackTogether(
  port: number,
  attackers: readonly Attacker[],
  rateLimit: number,
): Promise<{ readonly taken: number; readonly allowed: number; readonly sent: number }> {
  const startedAt = performance.now();
  const taken = await Promise.all(attackers.map((attacker) => attackRaw(port, attacker)));
  const seconds = (performance.now() - startedAt) / 1_000;
  const sum = (numbers: readonly number[]): number => numbers.reduce((a, b) => a + b, 0);
  return {
    taken: sum(taken),
    allowed: Math.ceil(rateLimit * (1 + seconds)),
    sent: sum(attackers.map(({ attacks }) => attacks)),
  };
}

/** Without it no client reads the metrics of a server that is not on loopback. */
export const METRICS_TOKEN = "a-token-for-the-metrics";

/** What the server counts under a name, by the value of its one label. */
export async function countOf({ url }: Listening, name: string, label: string): Promise<number> {
  const text = await (
    await fetch(`${url}/metrics`, { headers: { authorization: `Bearer ${METRICS_TOKEN}` } })
  ).text();
  return Number(new RegExp(`^${name}\\{\\w+="${label}"\\} (\\d+)$`, "m").exec(text)?.[1] ?? 0);
}
