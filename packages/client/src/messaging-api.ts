// Where a family's ranking is at the message broker. Fetched by a page that comes by one: the others do without. SPEC PR101.
import { decodeMessagingAnswer, routes, type MessagingAnswer } from "@hydra/protocol";
import type { ApiOptions } from "./api.ts";
import { requestJson } from "./http.ts";

/** Where a family's ranking is at the message broker. @throws ProtocolError `not-found` where there is none, `unknown-family` */
export function getMessaging(api: ApiOptions, familyId: string): Promise<MessagingAnswer> {
  const path = `${routes.messaging}?familyId=${encodeURIComponent(familyId)}`;
  return requestJson({ ...api, path, decode: decodeMessagingAnswer });
}
