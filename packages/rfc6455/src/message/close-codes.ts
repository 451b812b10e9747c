// Why a connection closes: the codes of RFC 6455 §7.4.1 and of the IANA registry it opened (§11.7), and which of
// them may stand in a Close frame. SPEC WS39.

export const CLOSE_CODES = {
  normal: 1000,
  goingAway: 1001,
  protocolError: 1002,
  unsupportedData: 1003,
  /** Never on the wire: how it is reported to an application that a Close frame had no code (§7.1.5). */
  noCode: 1005,
  /** Never on the wire: how it is reported that there was no Close frame (§7.1.5). */
  abnormal: 1006,
  invalidPayload: 1007,
  policyViolation: 1008,
  messageTooBig: 1009,
  mandatoryExtension: 1010,
  internalError: 1011,
  serviceRestart: 1012,
  tryAgainLater: 1013,
  badGateway: 1014,
} as const;

/**
 * Whether a Close frame may carry the code. 1000–1014 are assigned, but 1004 has no meaning yet and 1005 and 1006
 * (as 1015) are for telling, not for sending (§7.4.1); the rest to 2999 is reserved for the protocol itself, 3000–3999
 * is for libraries, 4000–4999 for applications (§7.4.2).
 */
export function isSendableCloseCode(code: number): boolean {
  if (code >= 3000 && code <= 4999) return true;
  return code >= 1000 && code <= 1014 && (code < 1004 || code > 1006);
}
