// Everything a client asks for besides the feed, one function a request. Each throws ProtocolError, as by
// requestJson. SPEC PR40–PR46, PR140–PR143.
import {
  decodeAddressesAnswer,
  decodeAttackAnswer,
  decodeCreateFamilyAnswer,
  decodeFameAnswer,
  decodeDeviceCodeAnswer,
  decodeFamiliesAnswer,
  decodeFamilySummary,
  decodeJoinAnswer,
  decodeMessagingAnswer,
  decodePlayerAnswer,
  decodeRoundAnswer,
  decodeRoundsAnswer,
  routes,
  type AddressesAnswer,
  type AttackAnswer,
  type ArrivalRequest,
  type AttackRequest,
  type CreateFamilyAnswer,
  type CreateFamilyRequest,
  type FameAnswer,
  type DeviceCodeAnswer,
  type FamiliesAnswer,
  type FamiliesQuery,
  type FamilySummary,
  type JoinAnswer,
  type JoinRequest,
  type MessagingAnswer,
  type PlayerAnswer,
  type RoundAnswer,
  type RenameRequest,
  type RoundsAnswer,
  type RoundsQuery,
} from "@hydra/protocol";
import { requestJson } from "./http.ts";

/** The server, and the player that asks. */
export interface ApiOptions {
  /** Origin of the server, without a trailing slash. */
  readonly baseUrl: string;
  /** Bearer token for clients without cookies. */
  readonly token?: string | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** @throws ProtocolError `invalid-cursor`, `invalid-body` */
export function listFamilies(api: ApiOptions, { after, limit }: FamiliesQuery = {}): Promise<FamiliesAnswer> {
  const query = new URLSearchParams();
  if (after !== undefined) query.set("after", after);
  if (limit !== undefined) query.set("limit", String(limit));
  const path = query.size === 0 ? routes.families : `${routes.families}?${query.toString()}`;
  return requestJson({ ...api, path, decode: decodeFamiliesAnswer });
}

/** @throws ProtocolError `invalid-body` when the name or a rule is not usable. */
export function createFamily(api: ApiOptions, body: CreateFamilyRequest): Promise<CreateFamilyAnswer> {
  return requestJson({ ...api, path: routes.families, body, decode: decodeCreateFamilyAnswer });
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

/** Newest first. @throws ProtocolError `unknown-family`, `invalid-cursor`, `invalid-body` */
export function listRounds(
  api: ApiOptions,
  familyId: string,
  query: RoundsQuery = {},
): Promise<RoundsAnswer> {
  const { before, limit, rows } = query;
  const parameters = new URLSearchParams();
  if (before !== undefined) parameters.set("before", before);
  if (limit !== undefined) parameters.set("limit", String(limit));
  if (rows !== undefined) parameters.set("rows", String(rows));
  const path = routes.rounds(familyId);
  return requestJson({
    ...api,
    path: parameters.size === 0 ? path : `${path}?${parameters.toString()}`,
    decode: decodeRoundsAnswer,
  });
}

/** @throws ProtocolError `unknown-family`, `unknown-round` */
export function getRound(api: ApiOptions, familyId: string, round: number): Promise<RoundAnswer> {
  return requestJson({ ...api, path: routes.round(familyId, round), decode: decodeRoundAnswer });
}

/** @throws ProtocolError `unknown-family` */
export function getFame(api: ApiOptions, familyId: string): Promise<FameAnswer> {
  return requestJson({ ...api, path: routes.fame(familyId), decode: decodeFameAnswer });
}

/** One attempt; a connection's `attack` is the one that tries again. @throws ProtocolError with the server's code. */
export function postAttack(api: ApiOptions, familyId: string, body: AttackRequest): Promise<AttackAnswer> {
  return requestJson({ ...api, path: routes.attacks(familyId), body, decode: decodeAttackAnswer });
}

/** Where a family's ranking is at the message broker. @throws ProtocolError `not-found` where there is none, `unknown-family` */
export function getMessaging(api: ApiOptions, familyId: string): Promise<MessagingAnswer> {
  const path = `${routes.messaging}?familyId=${encodeURIComponent(familyId)}`;
  return requestJson({ ...api, path, decode: decodeMessagingAnswer });
}

/** By which addresses guests reach the server. @throws ProtocolError */
export function getAddresses(api: ApiOptions): Promise<AddressesAnswer> {
  return requestJson({ ...api, path: routes.addresses, decode: decodeAddressesAnswer });
}

/** Takes another name. @throws ProtocolError `invalid-body`, `unauthenticated`, `quota-exceeded` */
export function renamePlayer(api: ApiOptions, familyId: string, body: RenameRequest): Promise<void> {
  return requestJson({ ...api, path: routes.rename(familyId), body, decode: nothing });
}

/** A code for another device. @throws ProtocolError `unauthenticated` */
export function createDeviceCode(api: ApiOptions, familyId: string): Promise<DeviceCodeAnswer> {
  return requestJson({ ...api, path: routes.deviceCode(familyId), body: {}, decode: decodeDeviceCodeAnswer });
}

/** In a browser the answer also sets the session cookie. @throws ProtocolError `unknown-code`, `invalid-body`, `quota-exceeded` */
export function arrive(api: ApiOptions, body: ArrivalRequest): Promise<JoinAnswer> {
  return requestJson({ ...api, path: routes.arrivals, body, decode: decodeJoinAnswer });
}

/** This browser is no player of the family from then on. @throws ProtocolError */
export function leaveFamily(api: ApiOptions, familyId: string): Promise<void> {
  return requestJson({ ...api, path: routes.leave(familyId), body: {}, decode: nothing });
}

/** Of an answer whose content is known or empty. */
function nothing(): void {}
