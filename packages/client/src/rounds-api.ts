// Finished rounds and the hall of fame. SPEC PR140–PR143.
import {
  decodeFameAnswer,
  decodeRoundAnswer,
  decodeRoundsAnswer,
  routes,
  type FameAnswer,
  type RoundAnswer,
  type RoundsAnswer,
  type RoundsQuery,
} from "@hydra/protocol";
import type { ApiOptions } from "./api.ts";
import { requestJson } from "./http.ts";

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
