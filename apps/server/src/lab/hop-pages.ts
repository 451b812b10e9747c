// What the proxy on the way answers in its own words: pages in HTML, as proxies have them, no problem details. Pure.

/** Where a captive portal sends everything: at the same host, so that nothing leaves the machine. */
export const PORTAL_PATH = "/hotspot-login";

export interface OwnAnswer {
  readonly status: number;
  readonly reason: string;
  /** Name, value, name, value. */
  readonly fields: string[];
  readonly body: string;
}

interface Page {
  readonly status: number;
  readonly reason: string;
  readonly text: string;
  readonly location?: string;
}

const PAGES = {
  "bad-request": { status: 400, reason: "Bad Request", text: "This is not a complete HTTP request." },
  "bad-gateway": { status: 502, reason: "Bad Gateway", text: "The proxy got no answer from the server." },
  "gateway-timeout": { status: 504, reason: "Gateway Timeout", text: "The server was silent for too long." },
  "no-upgrades": { status: 403, reason: "Forbidden", text: "This kind of connection is blocked here." },
  portal: { status: 302, reason: "Found", text: "Log in to use this network.", location: PORTAL_PATH },
  "portal-page": { status: 200, reason: "OK", text: "Welcome. Accept the terms to use this network." },
} as const satisfies Readonly<Record<string, Page>>;

/** Whole, and the last of its connection. */
export function ownAnswer(name: keyof typeof PAGES): OwnAnswer {
  const { status, reason, text, location }: Page = PAGES[name];
  const title = status === 200 ? "Hotspot" : `${status} ${reason}`;
  const body = `<!doctype html><html><head><title>${title}</title></head><body><h1>${title}</h1><p>${text}</p></body></html>\n`;
  const fields = ["Content-Type", "text/html; charset=utf-8", "Content-Length", `${Buffer.byteLength(body)}`];
  fields.push("Cache-Control", "no-store", "Connection", "close");
  if (location !== undefined) fields.push("Location", location);
  return { status, reason, fields, body };
}
