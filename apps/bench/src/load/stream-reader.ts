// Cuts a byte stream into messages, as little as a measurement needs: where each one begins and ends. What is not
// complete yet is kept. Messages are handed out as a range of a buffer that is valid only during the call.

/** The end of the first whole message that begins at `from`, or -1 when it is not all there. */
export type FindEnd = (bytes: Buffer, from: number) => number;
export type OnMessage = (bytes: Buffer, from: number, end: number) => void;

/** @returns takes the next bytes of the stream */
export function createStreamReader(findEnd: FindEnd, onMessage: OnMessage): (bytes: Buffer) => void {
  let kept: Buffer | undefined;
  return (bytes) => {
    const all = kept === undefined ? bytes : Buffer.concat([kept, bytes]);
    kept = undefined;
    let from = 0;
    while (from < all.length) {
      const end = findEnd(all, from);
      if (end === -1) {
        // A copy: the buffer is not ours after the call.
        kept = Buffer.from(all.subarray(from));
        return;
      }
      onMessage(all, from, end);
      from = end;
    }
  };
}

/** An unmasked WebSocket frame (RFC 6455 §5.2); servers that are measured do not fragment. */
export const endOfFrame: FindEnd = (bytes, from) => {
  const available = bytes.length - from;
  if (available < 2) return -1;
  const { headerLength, payloadLength } = frameLengths(bytes, from);
  if (available < headerLength || available < headerLength + payloadLength) return -1;
  return from + headerLength + payloadLength;
};

/** Where the payload of the frame begins that starts at `from`. */
export function payloadOf(bytes: Buffer, from: number): number {
  return from + frameLengths(bytes, from).headerLength;
}

/** The payload's length is 0 while the header is incomplete. */
function frameLengths(bytes: Buffer, from: number): { headerLength: number; payloadLength: number } {
  const length = (bytes[from + 1] ?? 0) & 0x7f;
  if (length < 126) return { headerLength: 2, payloadLength: length };
  const headerLength = length === 126 ? 4 : 10;
  if (bytes.length - from < headerLength) return { headerLength, payloadLength: 0 };
  const payloadLength =
    length === 126 ? bytes.readUInt16BE(from + 2) : Number(bytes.readBigUInt64BE(from + 2));
  return { headerLength, payloadLength };
}

/** A server-sent event, chunked or not: up to and including the empty line (WHATWG HTML §9.2). */
export const endOfEvent: FindEnd = (bytes, from) => {
  const end = bytes.indexOf("\n\n", from, "latin1");
  return end === -1 ? -1 : end + 2;
};

const END_OF_HEAD = "\r\n\r\n";

/** The head of an HTTP answer (RFC 9112 §2.1). */
export const endOfHead: FindEnd = (bytes, from) => {
  const end = bytes.indexOf(END_OF_HEAD, from, "latin1");
  return end === -1 ? -1 : end + END_OF_HEAD.length;
};

/** A whole HTTP answer whose length is given, or that has no body. */
export const endOfAnswer: FindEnd = (bytes, from) => {
  const endOfItsHead = endOfHead(bytes, from);
  if (endOfItsHead === -1) return -1;
  const [, length = "0"] = CONTENT_LENGTH.exec(bytes.toString("latin1", from, endOfItsHead)) ?? [];
  const end = endOfItsHead + (statusOf(bytes, from) === 304 ? 0 : Number(length));
  return end > bytes.length ? -1 : end;
};

const CONTENT_LENGTH = /\r\ncontent-length: *(\d+)/i;

/** The status code of the answer that begins at `from`. */
export function statusOf(bytes: Buffer, from: number): number {
  let status = 0;
  for (let at = from + "HTTP/1.1 ".length; at < from + "HTTP/1.1 200".length; at += 1)
    status = status * 10 + ((bytes[at] ?? 0) - 0x30);
  return status;
}

const PUBLISHED_AT = '"publishedAt":';

/** When what the message carries was published, or undefined when that is not in it. */
export function publishedAtOf(bytes: Buffer, from: number, end: number): number | undefined {
  const at = bytes.indexOf(PUBLISHED_AT, from, "latin1");
  if (at === -1 || at >= end) return undefined;
  // 13 digits, a point and two more; parseFloat stops where the number does.
  return Number.parseFloat(bytes.toString("latin1", at + PUBLISHED_AT.length, at + PUBLISHED_AT.length + 20));
}
