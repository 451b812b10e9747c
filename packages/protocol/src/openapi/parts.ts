// What operations are put together from: parameters, headers, bodies and answers that several of them share.
import { ERRORS, type ErrorCode } from "../errors.ts";
import { MAX_HOLD_MS } from "@hydra/feed";
import { MAX_LISTED_FAMILIES } from "../limits.ts";
import type { Answer, Header, Media, Parameter } from "./document-type.ts";
import { ref, type SchemaName } from "./schemas.ts";

const CURSOR_PATTERN = "^[A-Za-z0-9]{1,32}:(0|[1-9][0-9]{0,15})$";

export const familyId: Parameter = {
  name: "familyId",
  in: "path",
  required: true,
  description: "The family.",
  schema: { type: "string", minLength: 1 },
};

export const messagingFamily: Parameter = {
  name: "familyId",
  in: "query",
  description: "The family. Without it the topic has `{familyId}` in its place.",
  schema: { type: "string", minLength: 1 },
};

export const afterFamilies: Parameter = {
  name: "after",
  in: "query",
  description: "`next` of the page before. Without it: the first page.",
  schema: { type: "string" },
};

export const familiesLimit: Parameter = {
  name: "limit",
  in: "query",
  description: "Most families in the answer.",
  schema: { type: "integer", minimum: 1, maximum: MAX_LISTED_FAMILIES, default: MAX_LISTED_FAMILIES },
};

export const since: Parameter = {
  name: "since",
  in: "query",
  description:
    "The cursor held, `<epoch>:<seq>`. Without it, or when the server cannot go on from it: a snapshot.",
  schema: { type: "string", pattern: CURSOR_PATTERN },
};

export const lane: Parameter = {
  name: "lane",
  in: "query",
  description: "Marks the request for the cost ledger of a lane.",
  schema: { type: "string", pattern: "^[A-Za-z0-9._-]{1,64}$" },
};

export const capture: Parameter = {
  name: "capture",
  in: "query",
  description: "Shows the request's bytes to whoever opened the capture, in the lab's microscope.",
  schema: { type: "string", pattern: "^[A-Za-z0-9._-]{1,64}$" },
};

export const holdMs: Parameter = {
  name: "holdMs",
  in: "query",
  description: "How long to wait for something newer; larger values are cut to the maximum.",
  schema: { type: "integer", minimum: 0, maximum: MAX_HOLD_MS, default: MAX_HOLD_MS },
};

export const ifNoneMatch: Parameter = {
  name: "If-None-Match",
  in: "header",
  description: "The entity tag of the snapshot held.",
  schema: { type: "string" },
};

export const lastEventId: Parameter = {
  name: "Last-Event-ID",
  in: "header",
  description:
    "The last cursor received, set by a browser when it reconnects; the newer of it and `since` counts.",
  schema: { type: "string", pattern: CURSOR_PATTERN },
};

export const etag: Record<string, Header> = {
  ETag: { description: "The cursor, quoted.", schema: { type: "string" } },
};

const retryAfter: Record<string, Header> = {
  "Retry-After": {
    description: "Seconds, rounded up; `retryAfterMs` is exact.",
    schema: { type: "integer", minimum: 0 },
  },
};

const WITH_RETRY_AFTER: ReadonlySet<ErrorCode> = new Set([
  "at-capacity",
  "cooldown",
  "quota-exceeded",
  "rate-limited",
]);

/** Either one proves the session. */
export const session: Record<string, string[]>[] = [{ cookie: [] }, { bearer: [] }];

/** A path of `routes` as a template with `{familyId}` in it. */
export function inFamily(route: (familyId: string) => string): string {
  return decodeURIComponent(route("{familyId}"));
}

/** A JSON request body. */
export function jsonBody(schema: SchemaName): { required: true; content: Record<string, Media> } {
  return { required: true, content: { "application/json": { schema: ref(schema) } } };
}

/** A JSON answer. */
export function json(description: string, schema: SchemaName, headers: Record<string, Header> = {}): Answer {
  return { description, headers, content: { "application/json": { schema: ref(schema) } } };
}

/** An answer of text in a media type of its own. */
export function text(description: string, mediaType: string): Answer {
  return { description, content: { [mediaType]: { schema: { type: "string" } } } };
}

/** Problem details by status for the codes an operation can answer with; `internal` is always one of them. */
export function problems(...codes: readonly ErrorCode[]): Record<string, Answer> {
  const codesByStatus = new Map<number, ErrorCode[]>();
  for (const code of new Set<ErrorCode>([...codes, "internal"])) {
    const { status } = ERRORS[code];
    codesByStatus.set(status, [...(codesByStatus.get(status) ?? []), code]);
  }
  return Object.fromEntries([...codesByStatus].map(([status, these]) => [String(status), problem(these)]));
}

function problem(codes: readonly ErrorCode[]): Answer {
  return {
    description: codes.map((code) => `\`${code}\`: ${ERRORS[code].title}.`).join(" "),
    headers: codes.some((code) => WITH_RETRY_AFTER.has(code)) ? retryAfter : {},
    content: { "application/problem+json": { schema: ref("Problem") } },
  };
}
