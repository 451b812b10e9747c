// The server's half of the opening handshake: a GET request in, "101 Switching Protocols" or a refusal out.
// RFC 6455 §4.2. Holds no socket, and no policy: the origin and who may connect are the caller's. SPEC WS10–WS19.
import { encodeUtf8 } from "../message/utf8-text.ts";
import { deriveAcceptKey } from "./accept-key.ts";
import {
  hasToken,
  isExtensionList,
  isSubprotocolList,
  listElements,
  singleValue,
  type HeaderFields,
} from "./header-fields.ts";

/** An HTTP request as far as the handshake looks at it; Node's IncomingMessage is one. */
export interface OpeningRequest {
  readonly method?: string | undefined;
  /** As in the request line, e.g. `1.1`. */
  readonly httpVersion: string;
  readonly headers: HeaderFields;
}

export type OpeningAnswer = OpeningAccepted | OpeningRefused;

export interface OpeningAccepted {
  readonly type: "accepted";
  readonly status: 101;
  readonly headers: Readonly<Record<string, string>>;
}

export interface OpeningRefused {
  readonly type: "refused";
  readonly status: 400 | 405 | 426;
  /** Which check failed. */
  readonly check: OpeningCheck;
  readonly headers: Readonly<Record<string, string>>;
  /** One sentence that may be shown to the client; names the section. */
  readonly reason: string;
}

export type OpeningCheck =
  | "method"
  | "http-version"
  | "host"
  | "upgrade"
  | "connection"
  | "version"
  | "key"
  | "protocol"
  | "extensions";

interface Check {
  readonly name: OpeningCheck;
  readonly section: string;
  readonly status: OpeningRefused["status"];
  readonly headers?: Readonly<Record<string, string>>;
  readonly reason: string;
  passes(request: OpeningRequest): boolean;
}

/** The one version there is (RFC 6455 §4.1, item 9). */
const VERSION = "13";
/**
 * 16 bytes in base64: 22 characters and "==". The last one's four spare bits may be anything: they are not 0 in the
 * key that RFC 6455 §4.1 itself gives as an example, `AQIDBAUGBwgJCgsMDQ4PEC==`.
 */
const KEY = /^[0-9A-Za-z+/]{22}==$/;
/** A 426 names what to upgrade to (RFC 9110 §15.5.22), and Connection then names Upgrade (§7.8). */
const UPGRADE_REQUIRED = { Connection: "Upgrade, close", Upgrade: "websocket" } as const;

/** In the order in which they are made; the first that fails refuses the request. */
const CHECKS: readonly Check[] = [
  {
    name: "method",
    section: "§4.2.1, 1",
    status: 405,
    headers: { Allow: "GET" },
    reason: "The method must be GET",
    passes: ({ method }) => method === "GET",
  },
  {
    name: "http-version",
    section: "§4.2.1, 1",
    status: 400,
    reason: "The handshake needs HTTP/1.1",
    // HTTP/2 and later have no Upgrade (RFC 9113 §8.6), so what "or higher" leaves is 1.x.
    passes: ({ httpVersion }) => /^1\.[1-9]$/.test(httpVersion),
  },
  {
    name: "host",
    section: "§4.2.1, 2",
    status: 400,
    reason: "Host must be present, once",
    passes: ({ headers }) => (singleValue(headers, "host") ?? "") !== "",
  },
  {
    name: "upgrade",
    section: "§4.2.1, 3",
    status: 426,
    headers: UPGRADE_REQUIRED,
    reason: "Upgrade must name websocket",
    passes: ({ headers }) => hasToken(headers, { name: "upgrade", token: "websocket" }),
  },
  {
    name: "connection",
    section: "§4.2.1, 4",
    status: 400,
    reason: "Connection must name Upgrade",
    passes: ({ headers }) => hasToken(headers, { name: "connection", token: "upgrade" }),
  },
  {
    name: "version",
    section: "§4.2.1, 6 and §4.4",
    status: 426,
    headers: { ...UPGRADE_REQUIRED, "Sec-WebSocket-Version": VERSION },
    reason: "Sec-WebSocket-Version must be 13",
    passes: ({ headers }) => singleValue(headers, "sec-websocket-version") === VERSION,
  },
  {
    name: "key",
    section: "§4.2.1, 5",
    status: 400,
    reason: "Sec-WebSocket-Key must be 16 bytes in base64, once",
    passes: ({ headers }) => KEY.test(singleValue(headers, "sec-websocket-key") ?? ""),
  },
  {
    name: "protocol",
    section: "§4.1, 10",
    status: 400,
    reason: "Sec-WebSocket-Protocol must be a list of different tokens",
    passes: ({ headers }) => isSubprotocolList(listElements(headers, "sec-websocket-protocol")),
  },
  {
    name: "extensions",
    section: "§9.1",
    status: 400,
    reason: "Sec-WebSocket-Extensions must be a list of tokens with parameters",
    passes: ({ headers }) => isExtensionList(listElements(headers, "sec-websocket-extensions")),
  },
];

/**
 * Makes every check of RFC 6455 §4.2.1 and answers by §4.2.2. Selects no subprotocol and no extension: by §4.2.2
 * (step 4) that is what an answer without their header fields means. Never throws.
 */
export function answerOpening(request: OpeningRequest): OpeningAnswer {
  const failed = CHECKS.find((check) => !check.passes(request));
  if (failed !== undefined) return refuse(failed);
  const key = singleValue(request.headers, "sec-websocket-key") ?? "";
  return {
    type: "accepted",
    status: 101,
    // §4.2.2, step 5: the status line and these three.
    headers: {
      Upgrade: "websocket",
      Connection: "Upgrade",
      "Sec-WebSocket-Accept": deriveAcceptKey(key).acceptKey,
    },
  };
}

function refuse({ name, section, status, headers, reason }: Check): OpeningRefused {
  return {
    type: "refused",
    status,
    check: name,
    headers: { Connection: "close", ...headers },
    reason: `${reason} (RFC 6455 ${section}).`,
  };
}

const REASON_PHRASES = {
  101: "Switching Protocols",
  400: "Bad Request",
  405: "Method Not Allowed",
  426: "Upgrade Required",
} as const satisfies Record<OpeningAnswer["status"], string>;

/** The answer as it goes over the wire; a refusal carries its reason as plain text. */
export function encodeOpeningAnswer(answer: OpeningAnswer): Uint8Array {
  const body = answer.type === "refused" ? encodeUtf8(answer.reason) : new Uint8Array(0);
  const lines = Object.entries(answer.headers).map(([name, value]) => `${name}: ${value}`);
  lines.unshift(`HTTP/1.1 ${answer.status} ${REASON_PHRASES[answer.status]}`);
  if (answer.type === "refused") {
    lines.push("Content-Type: text/plain; charset=utf-8", `Content-Length: ${body.length}`);
  }
  const head = encodeUtf8(`${lines.join("\r\n")}\r\n\r\n`);
  const bytes = new Uint8Array(head.length + body.length);
  bytes.set(head);
  bytes.set(body, head.length);
  return bytes;
}
