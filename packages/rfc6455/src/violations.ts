// Everything a peer can do wrong, in one table: the rule's name → close code, section of the RFC, reason in words.
// What each means is explained where it is found: frame/rules.ts and message/receiver.ts. SPEC WS30–WS39.
import { CLOSE_CODES } from "./message/close-codes.ts";

const { protocolError, unsupportedData, invalidPayload, policyViolation, messageTooBig } = CLOSE_CODES;

interface Rule {
  /** RFC 6455 §7.4.1. */
  readonly closeCode: number;
  /** Of RFC 6455. */
  readonly section: string;
  readonly reason: string;
}

const RULES = {
  "reserved-bits": { closeCode: protocolError, section: "§5.2", reason: "RSV1, RSV2 and RSV3 must be 0" },
  "reserved-opcode": { closeCode: protocolError, section: "§5.2", reason: "the opcode is reserved" },
  "fragmented-control": {
    closeCode: protocolError,
    section: "§5.5",
    reason: "a control frame must not be fragmented",
  },
  "long-control": {
    closeCode: protocolError,
    section: "§5.5",
    reason: "a control frame must not have more than 125 bytes",
  },
  unmasked: { closeCode: protocolError, section: "§5.1", reason: "a client must mask its frames" },
  masked: { closeCode: protocolError, section: "§5.1", reason: "a server must not mask its frames" },
  "nothing-to-continue": {
    closeCode: protocolError,
    section: "§5.4",
    reason: "there is no message to continue",
  },
  "message-unfinished": {
    closeCode: protocolError,
    section: "§5.4",
    reason: "the message before must be finished first",
  },
  "length-not-shortest": {
    closeCode: protocolError,
    section: "§5.2",
    reason: "a length must be in its shortest form",
  },
  "length-sign-bit": {
    closeCode: protocolError,
    section: "§5.2",
    reason: "the highest bit of a 64-bit length must be 0",
  },
  "binary-not-accepted": {
    closeCode: unsupportedData,
    section: "§7.4.1",
    reason: "only text is accepted here",
  },
  "invalid-utf8": { closeCode: invalidPayload, section: "§8.1", reason: "a text must be valid UTF-8" },
  "frame-too-big": { closeCode: messageTooBig, section: "§10.4", reason: "the frame is too big" },
  "message-too-big": { closeCode: messageTooBig, section: "§10.4", reason: "the message is too big" },
  "too-many-fragments": {
    closeCode: policyViolation,
    section: "§10.4",
    reason: "the message has too many fragments",
  },
  "truncated-close-code": {
    closeCode: protocolError,
    section: "§5.5.1",
    reason: "a close code must have two bytes",
  },
  "invalid-close-code": {
    closeCode: protocolError,
    section: "§7.4",
    reason: "the close code must not be sent",
  },
  "invalid-close-reason": {
    closeCode: invalidPayload,
    section: "§5.5.1",
    reason: "a close reason must be valid UTF-8",
  },
} as const satisfies Record<string, Rule>;

export type ViolationName = keyof typeof RULES;

export interface Violation extends Rule {
  readonly name: ViolationName;
}

/** Every violation there is. */
export const VIOLATION_NAMES: readonly ViolationName[] = Object.keys(RULES).filter(isViolationName);

function isViolationName(name: string): name is ViolationName {
  return Object.hasOwn(RULES, name);
}

export function describeViolation(name: ViolationName): Violation {
  return { name, ...RULES[name] };
}

/** What the Close frame that answers a violation holds: the rule, so that the peer's author can look it up. */
export function closeReasonOf({ reason, section }: Violation): string {
  return `${reason} (RFC 6455 ${section})`;
}
