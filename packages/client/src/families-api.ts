// All families, and new ones. SPEC PR42.
import {
  decodeCreateFamilyAnswer,
  decodeFamiliesAnswer,
  routes,
  type CreateFamilyAnswer,
  type CreateFamilyRequest,
  type FamiliesAnswer,
  type FamiliesQuery,
} from "@hydra/protocol";
import type { ApiOptions } from "./api.ts";
import { requestJson } from "./http.ts";

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
