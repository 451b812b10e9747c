// One unfragmented, unmasked WebSocket text message as a server sends it (RFC 6455 §5.2), so that a broadcast is
// framed once and not once per socket.

const FIN_TEXT = 0x81;

/** Frames a UTF-8 payload of up to 4 GiB. */
export function encodeTextFrame(payload: Buffer): Buffer {
  const { length } = payload;
  let header: Buffer;
  if (length < 126) {
    header = Buffer.from([FIN_TEXT, length]);
  } else if (length < 65_536) {
    header = Buffer.from([FIN_TEXT, 126, length >> 8, length & 0xff]);
  } else {
    header = Buffer.alloc(10);
    header[0] = FIN_TEXT;
    header[1] = 127;
    header.writeUInt32BE(length, 6);
  }
  return Buffer.concat([header, payload]);
}
