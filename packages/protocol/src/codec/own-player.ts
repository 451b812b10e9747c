// Reads what concerns one's own player: bodies of requests, answers, and the code for another device. SPEC PR165–PR168.
import { decodeObject, isFields, stringAt, timeAt } from "@hydra/feed";
import { ProtocolError } from "../errors.ts";
import type { ArrivalRequest, DeviceCodeAnswer } from "../own-player.ts";
import { invalid } from "./names.ts";

/** Crockford's base 32: no letter that looks like another or a digit. */
export const CODE_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
/** 50 bits. */
export const CODE_LENGTH = 10;
const CODE = new RegExp(`^[${CODE_ALPHABET}]{${CODE_LENGTH}}$`);
/** More than anybody types into the gaps. */
const MAX_TYPED = 40;

/** Reads `POST …/players/me/code`. @throws DecodeError */
export function decodeDeviceCodeAnswer(text: string): DeviceCodeAnswer {
  const fields = decodeObject(text);
  return { code: stringAt(fields, "code"), expiresAt: timeAt(fields, "expiresAt") };
}

/** Reads the body of `POST /api/arrivals`; the code comes out without gaps and in capitals. @throws ProtocolError `invalid-body` */
export function parseArrivalRequest(body: unknown): ArrivalRequest {
  const typed = isFields(body) ? body["code"] : undefined;
  const code = typeof typed === "string" ? normaliseCode(typed) : undefined;
  if (code === undefined)
    throw invalid("code", `must be ${CODE_LENGTH} letters and digits, as they were shown`);
  return { code };
}

/** What a person means by what was typed; undefined where it is no code. O stands for 0, I and L for 1. */
export function normaliseCode(typed: string): string | undefined {
  if (typed.length > MAX_TYPED) return undefined;
  const code = typed
    .toUpperCase()
    .replaceAll(/[\s\u2010-\u2015-]/g, "")
    .replaceAll("O", "0")
    .replaceAll(/[IL]/g, "1");
  return CODE.test(code) ? code : undefined;
}

/** In two halves, as a person reads and types it. @throws ProtocolError for what is no code */
export function showCode(code: string): string {
  if (!CODE.test(code)) throw new ProtocolError("internal", "no code");
  return `${code.slice(0, CODE_LENGTH / 2)}-${code.slice(CODE_LENGTH / 2)}`;
}
