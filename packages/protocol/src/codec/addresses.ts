// Reads by which addresses guests reach a server. SPEC PR160.
import { booleanAt, decodeObject, DecodeError, listAt, stringAt } from "@hydra/feed";
import type { AddressesAnswer } from "../addresses.ts";

/** Reads `GET /api/addresses`. @throws DecodeError */
export function decodeAddressesAnswer(text: string): AddressesAnswer {
  const fields = decodeObject(text);
  const isGiven = fields["publicUrl"] !== undefined;
  return {
    ...(isGiven ? { publicUrl: originIn(stringAt(fields, "publicUrl")) } : {}),
    addresses: listAt(fields, "addresses", originIn),
    isLocalOnly: booleanAt(fields, "isLocalOnly"),
  };
}

/** As browsers write one (RFC 6454 §6.2): a name or an address, and a port that is not the scheme's own. */
const ORIGIN = /^https?:\/\/(?:[\w.-]+|\[[\da-f:.]+\])(?::\d{1,5})?$/;

/** A link is made of it: nothing but an origin of the web may be one. */
function originIn(item: unknown): string {
  if (typeof item !== "string" || !ORIGIN.test(item)) throw new DecodeError("An address is no origin.");
  return item;
}
