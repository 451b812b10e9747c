// The few steps that tests against a listening server begin with, by fetch.
import type { Rules } from "@hydra/engine";
import { decodeCreateFamilyAnswer, decodeJoinAnswer, routes, type JoinAnswer } from "@hydra/protocol";

/** Whatever listens: a server in this process or another. */
export interface Listening {
  /** Origin, e.g. `http://127.0.0.1:43211`. */
  readonly url: string;
}

function post(url: string, body: object, headers: Record<string, string> = {}): Promise<Response> {
  return fetch(url, {
    method: "POST",
    headers: { "content-type": "application/json", ...headers },
    body: JSON.stringify(body),
  });
}

/** A family with skills that need no waiting, unless the rules differ. */
export async function createFamily(
  { url }: Listening,
  rules: Partial<Rules> = { cooldownScale: 0, maxHp: 1e9 },
): Promise<string> {
  const answer = await post(`${url}${routes.families}`, { name: "Hunters", rules });
  return decodeCreateFamilyAnswer(await answer.text()).familyId;
}

export async function join({ url }: Listening, familyId: string, name = "Iolaus"): Promise<JoinAnswer> {
  return decodeJoinAnswer(await (await post(`${url}${routes.players(familyId)}`, { name })).text());
}

export interface Command {
  readonly commandId: string;
  readonly skill?: string;
}

export function attack(
  { url }: Listening,
  { familyId, token }: JoinAnswer,
  { commandId, skill = "slash" }: Command,
): Promise<Response> {
  const headers = { authorization: `Bearer ${token}` };
  return post(`${url}${routes.attacks(familyId)}`, { commandId, skill }, headers);
}
