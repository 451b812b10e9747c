// Opening handshakes of a client, right and wrong in one thing: the request as bytes. RFC 6455 §4.1, §4.2.1.
import type { WireViolationId } from "@hydra/protocol";

interface Handshake {
  readonly method: string;
  readonly version: string;
  /** In order; undefined leaves a field out. */
  readonly fields: Readonly<Record<string, string | undefined>>;
}

/** What each handshake of the table has in the place of what is right. */
const CHANGES: Partial<Record<WireViolationId, Partial<Handshake>>> = {
  "method-post": { method: "POST", fields: { "Content-Length": "0" } },
  "http-1.0": { version: "1.0" },
  "no-host": { fields: { Host: undefined } },
  "no-upgrade": { fields: { Upgrade: undefined } },
  "no-connection": { fields: { Connection: undefined } },
  "no-version": { fields: { "Sec-WebSocket-Version": undefined } },
  "version-8": { fields: { "Sec-WebSocket-Version": "8" } },
  "no-key": { fields: { "Sec-WebSocket-Key": undefined } },
  // 15 bytes of base64, one short.
  "short-key": { fields: { "Sec-WebSocket-Key": "AAECAwQFBgcICQoLDA0O" } },
};

export interface HandshakeTarget {
  readonly host: string;
  readonly path: string;
  /** 16 bytes in base64. */
  readonly key: string;
}

/** The handshake with which a violation begins, or which it is. */
export function clientHandshake(violation: WireViolationId, { host, path, key }: HandshakeTarget): Buffer {
  const { method = "GET", version = "1.1", fields: changed = {} } = CHANGES[violation] ?? {};
  const fields: Handshake["fields"] = {
    Host: host,
    Upgrade: "websocket",
    Connection: "Upgrade",
    "Sec-WebSocket-Key": key,
    "Sec-WebSocket-Version": "13",
    ...changed,
  };
  const lines = Object.entries(fields).flatMap(([name, value]) =>
    value === undefined ? [] : [`${name}: ${value}`],
  );
  return Buffer.from(`${method} ${path} HTTP/${version}\r\n${lines.join("\r\n")}\r\n\r\n`, "latin1");
}
