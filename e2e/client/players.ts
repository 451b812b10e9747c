// Players without a browser: they found families, join and attack over the HTTP API, as the wire contract has it.
import { randomUUID } from "node:crypto";
import {
  decodeAttackAnswer,
  decodeCreateFamilyAnswer,
  decodeFamilySummary,
  decodeJoinAnswer,
  decodeProblem,
  routes,
  type AttackAnswer,
  type AttackRequest,
  type CreateFamilyAnswer,
  type CreateFamilyRequest,
  type FamilySummary,
  type JoinAnswer,
} from "@hydra/protocol";

/** A family to watch without interruption: no cooldowns, and a monster that outlives every test. */
export const ENDLESS = { cooldownScale: 0, maxHp: 1_000_000_000 } as const;

export async function createFamily(
  baseUrl: string,
  request: CreateFamilyRequest,
): Promise<CreateFamilyAnswer> {
  return decodeCreateFamilyAnswer(await post(baseUrl + routes.families, request));
}

export async function joinFamily(baseUrl: string, familyId: string, name: string): Promise<JoinAnswer> {
  return decodeJoinAnswer(await post(baseUrl + routes.players(familyId), { name }));
}

export async function readFamily(baseUrl: string, familyId: string): Promise<FamilySummary> {
  const response = await fetch(baseUrl + routes.family(familyId));
  return decodeFamilySummary(await textOf(response));
}

/**
 * One attack.
 * @throws ProtocolError with the server's code when it did not count.
 */
export async function attack(
  baseUrl: string,
  { familyId, token }: JoinAnswer,
  { commandId = randomUUID(), skill = "slash" }: Partial<AttackRequest> = {},
): Promise<AttackAnswer> {
  return decodeAttackAnswer(await post(baseUrl + routes.attacks(familyId), { commandId, skill }, token));
}

async function post(url: string, body: object, token?: string): Promise<string> {
  const response = await fetch(url, {
    method: "POST",
    headers: {
      "content-type": "application/json",
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
    },
    body: JSON.stringify(body),
  });
  return textOf(response);
}

async function textOf(response: Response): Promise<string> {
  const text = await response.text();
  if (!response.ok) throw decodeProblem(response.status, text);
  return text;
}
