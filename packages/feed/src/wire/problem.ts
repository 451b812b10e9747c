// Errors as problem details (RFC 9457): what a feed can answer, how any error of this kind is written and read. A contract on
// top adds codes of its own. SPEC PR30–PR35.
import { decodeObject, isTime, type Fields } from "./fields.ts";

export interface ErrorKind {
  /** Of an HTTP answer, 400 to 599. */
  readonly status: number;
  readonly title: string;
}

export type ErrorTable = Readonly<Record<string, ErrorKind>>;

/** What a feed itself answers with: code → status and title. */
export const FEED_ERRORS = {
  "invalid-body": { status: 400, title: "The request is not what this endpoint takes" },
  "invalid-cursor": { status: 400, title: "The cursor cannot be read" },
  unauthenticated: { status: 401, title: "Credentials are needed" },
  "forbidden-origin": { status: 403, title: "This origin may not do that" },
  "not-found": { status: 404, title: "There is nothing here" },
  "upgrade-required": { status: 426, title: "This endpoint speaks WebSocket" },
  "rate-limited": { status: 429, title: "Too many commands" },
  internal: { status: 500, title: "Something went wrong on our side" },
  unavailable: { status: 503, title: "The source of the feed cannot be reached" },
} as const satisfies ErrorTable;

export type FeedErrorCode = keyof typeof FEED_ERRORS;

/** What a problem's `type` begins with; its code follows. */
export const PROBLEM_TYPE = "urn:hydra:error:";

/** The body of every HTTP error, `application/problem+json` (RFC 9457 §3). */
export interface Problem<Code extends string = string> {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly code: Code;
  readonly detail?: string;
  readonly retryAfterMs?: number;
}

/** What an error carries besides its kind. */
export interface ProblemText {
  /** For a person. Default the kind's title. */
  readonly detail?: string | undefined;
  /** When to try again, milliseconds. */
  readonly retryAfterMs?: number | undefined;
}

/** An error whose words may be shown to the client that caused it. */
export class ProblemError<Code extends string = string> extends Error {
  override readonly name: string = "ProblemError";
  readonly code: Code;
  readonly status: number;
  readonly title: string;
  readonly retryAfterMs: number | undefined;

  constructor(code: Code, { status, title }: ErrorKind, { detail, retryAfterMs }: ProblemText = {}) {
    super(detail ?? title);
    this.code = code;
    this.status = status;
    this.title = title;
    this.retryAfterMs = retryAfterMs;
  }
}

/** One of FEED_ERRORS. */
export class FeedError extends ProblemError<FeedErrorCode> {
  override readonly name = "FeedError";

  constructor(code: FeedErrorCode, detail?: string, retryAfterMs?: number) {
    super(code, FEED_ERRORS[code], { detail, retryAfterMs });
  }
}

/** The problem details of an error; shape and members as RFC 9457 §3.1 has them. */
export function toProblem<Code extends string>(error: ProblemError<Code>): Problem<Code> {
  const { code, status, title, message, retryAfterMs } = error;
  return {
    type: `${PROBLEM_TYPE}${code}`,
    title,
    status,
    code,
    ...(message === title ? {} : { detail: message }),
    ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
  };
}

/** Longer details are cut: the text is for a person, and comes from outside. */
const MAX_DETAIL_LENGTH = 500;

/** Statuses that stand for one code when no code can be read, e.g. because a proxy answered. */
export const CODE_BY_STATUS: ReadonlyMap<number, FeedErrorCode> = new Map([
  [401, "unauthenticated"],
  [403, "forbidden-origin"],
  [404, "not-found"],
  [426, "upgrade-required"],
  [429, "rate-limited"],
  [502, "unavailable"],
  [503, "unavailable"],
  [504, "unavailable"],
]);

/**
 * The error an HTTP answer stands for. Total: without a code in its body the status stands for one, and an unknown status
 * for its class (RFC 9110 §15). Codes that are not a feed's own are kept.
 */
export function readProblem(status: number, text: string): ProblemError {
  const { code, title, detail, retryAfterMs } = problemMembers(text);
  return new ProblemError(
    code ?? CODE_BY_STATUS.get(status) ?? codeOfClass(status),
    { status, title: title ?? notRead(status) },
    { detail, retryAfterMs },
  );
}

export interface ProblemMembers extends ProblemText {
  readonly code: string | undefined;
  readonly title: string | undefined;
}

/** What a problem's body has that can be used; a detail is cut to 500 characters. Total. */
export function problemMembers(text: string): ProblemMembers {
  const fields = problemFields(text);
  return {
    code: textAt(fields, "code"),
    title: textAt(fields, "title"),
    detail: textAt(fields, "detail")?.slice(0, MAX_DETAIL_LENGTH),
    retryAfterMs: isTime(fields["retryAfterMs"]) ? fields["retryAfterMs"] : undefined,
  };
}

/** The error of a code that came without its kind, e.g. over a socket. Codes that are not a feed's own are kept. */
export function problemOf(code: string, text: ProblemText): ProblemError {
  const table: ErrorTable = FEED_ERRORS;
  const known = Object.hasOwn(table, code) ? table[code] : undefined;
  return new ProblemError(code, known ?? { status: 400, title: `The server refused: ${code}` }, text);
}

/** The words of an error that has none. */
export function notRead(status: number): string {
  return `The server answered ${status}.`;
}

/**
 * Whether an HTTP error was written by a server of this contract and not by an intermediary: problem details (PR30) whose
 * type is one of ours and whose status is the answer's. A code that is not known yet counts (PR7).
 */
export function isOwnProblem(status: number, text: string): boolean {
  const { type, status: givenStatus } = problemFields(text);
  return typeof type === "string" && type.startsWith(PROBLEM_TYPE) && givenStatus === status;
}

/** RFC 9110 §15 */
export function codeOfClass(status: number): FeedErrorCode {
  return status >= 400 && status < 500 ? "invalid-body" : "internal";
}

/** A text that is not empty. */
function textAt(fields: Fields, key: string): string | undefined {
  const value = fields[key];
  return typeof value === "string" && value !== "" ? value : undefined;
}

/** None when it is not a JSON object. */
function problemFields(text: string): Fields {
  try {
    return decodeObject(text);
  } catch {
    return {};
  }
}
