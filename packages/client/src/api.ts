// What a client asks for besides the feed, one function a request. Each throws ProtocolError, as by requestJson. SPEC PR40–PR46.
// What a battle does not need to begin is in files of its own, so that a page can fetch it later.
import {
  decodeAttackAnswer,
  decodeFamilySummary,
  decodeJoinAnswer,
  decodePlayerAnswer,
  routes,
  type AttackAnswer,
  type AttackRequest,
  type FamilySummary,
  type JoinAnswer,
  type JoinRequest,
  type PlayerAnswer,
} from "@hydra/protocol";
import { nothing, requestJson } from "./http.ts";

/** The server, and the player that asks. */
export interface ApiOptions {
  /** Origin of the server, without a trailing slash. */
  readonly baseUrl: string;
  /** Bearer token for clients without cookies. */
  readonly token?: string | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** @throws ProtocolError `unknown-family` */
export function getFamily(api: ApiOptions, familyId: string): Promise<FamilySummary> {
  return requestJson({ ...api, path: routes.family(familyId), decode: decodeFamilySummary });
}

/** In a browser the answer also sets the session cookie. @throws ProtocolError `unknown-family`, `invalid-body` */
export function joinFamily(api: ApiOptions, familyId: string, body: JoinRequest): Promise<JoinAnswer> {
  return requestJson({ ...api, path: routes.players(familyId), body, decode: decodeJoinAnswer });
}

/** @throws ProtocolError `unauthenticated` without a session in this family. */
export function getMe(api: ApiOptions, familyId: string): Promise<PlayerAnswer> {
  return requestJson({ ...api, path: routes.me(familyId), decode: decodePlayerAnswer });
}

/** One attempt; a connection's `attack` is the one that tries again. @throws ProtocolError with the server's code. */
export function postAttack(api: ApiOptions, familyId: string, body: AttackRequest): Promise<AttackAnswer> {
  return requestJson({ ...api, path: routes.attacks(familyId), body, decode: decodeAttackAnswer });
}

/** This browser is no player of the family from then on. @throws ProtocolError */
export function leaveFamily(api: ApiOptions, familyId: string): Promise<void> {
  return requestJson({ ...api, path: routes.leave(familyId), body: {}, decode: nothing });
}
