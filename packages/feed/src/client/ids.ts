// Ids that a client chooses. From `getRandomValues`, because a page that came over plain HTTP from another host is no secure
// context and has no `randomUUID` (W3C Secure Contexts §3).

/** 128 random bits as 32 hexadecimal digits. */
export function createId(): string {
  return [...crypto.getRandomValues(new Uint8Array(16))]
    .map((byte) => byte.toString(16).padStart(2, "0"))
    .join("");
}
