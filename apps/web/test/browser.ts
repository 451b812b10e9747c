// What a browser gives a page and Node does not, as far as the stores use it: an address, a window, a document that can be out of
// sight, storage, and one cookie jar for all requests. Sockets, streams, timers and channels between tabs are Node's own.
import { ProtocolError, toProblem, type ErrorCode } from "@hydra/protocol";
import { vi } from "vitest";

export interface Browser {
  /** Requests of the page so far, as path with query. */
  readonly requests: readonly string[];
  /** Sockets that it opened, in the same form. */
  readonly sockets: readonly string[];
  /**
   * Answers the next request for this path, or, if it ends in a slash, for one below it, instead of the server; `send` passes it on
   * to the server all the same.
   */
  answerNext(path: string, answer: Answer): void;
  setHidden(isHidden: boolean): void;
  /** Throws cookies and everything that was kept away. */
  forget(): void;
}

type Answer = (send: () => Promise<Response>) => Response | Promise<Response>;

class FakeDocument extends EventTarget {
  hidden = false;

  /** What the build writes into the page is not there. */
  querySelector(): null {
    return null;
  }
}

/**
 * Opens a page of that origin for the whole test file. Stores read the page's address when they are imported, so the file
 * imports them afterwards, by `await import`.
 */
export function openBrowser(origin: string): Browser {
  const document = new FakeDocument();
  const kept = new Map<string, string>();
  const cookies = new Map<string, string>();
  const requests: string[] = [];
  const sockets: string[] = [];
  const answers: { path: string; answer: Answer }[] = [];

  vi.stubGlobal("location", new URL(origin));
  vi.stubGlobal("document", document);
  vi.stubGlobal("window", new EventTarget());
  vi.stubGlobal("navigator", { onLine: true });
  vi.stubGlobal("localStorage", createStorage(kept));
  vi.stubGlobal(
    "fetch",
    withCookies(cookies, (url) => {
      requests.push(pathOf(url));
      const index = answers.findIndex(({ path }) => isAt(url, path));
      return index === -1 ? undefined : answers.splice(index, 1)[0]?.answer;
    }),
  );
  vi.stubGlobal(
    "WebSocket",
    class extends WebSocket {
      constructor(url: string, protocols?: string[]) {
        super(url, protocols);
        sockets.push(pathOf(url));
      }
    },
  );

  return {
    requests,
    sockets,
    answerNext: (path, answer) => void answers.push({ path, answer }),
    setHidden(isHidden) {
      document.hidden = isHidden;
      document.dispatchEvent(new Event("visibilitychange"));
    },
    forget() {
      kept.clear();
      cookies.clear();
    },
  };
}

function createStorage(
  kept: Map<string, string>,
): Pick<Storage, "length" | "getItem" | "setItem" | "removeItem"> {
  return {
    get length() {
      return kept.size;
    },
    getItem: (key) => kept.get(key) ?? null,
    setItem: (key, value) => void kept.set(key, value),
    removeItem: (key) => void kept.delete(key),
  };
}

/** `fetch` with a cookie jar; what `intercept` has an answer for is not sent. */
function withCookies(
  cookies: Map<string, string>,
  intercept: (url: string) => Answer | undefined,
): (url: string, init?: RequestInit) => Promise<Response> {
  const send = globalThis.fetch;
  return async (url, init = {}) => intercept(url)?.(() => pass(url, init)) ?? pass(url, init);

  async function pass(url: string, init: RequestInit): Promise<Response> {
    const headers = new Headers(init.headers);
    if (cookies.size > 0) headers.set("cookie", [...cookies].map((pair) => pair.join("=")).join("; "));
    const response = await send(url, { ...init, headers });
    for (const cookie of response.headers.getSetCookie()) {
      const [name = "", value = ""] = cookie.split(";", 1)[0]!.split("=");
      cookies.set(name, value);
    }
    return response;
  }
}

function isAt(url: string, path: string): boolean {
  const { pathname } = new URL(url);
  return path.endsWith("/") ? pathname.startsWith(path) : pathname === path;
}

function pathOf(url: string): string {
  const { pathname, search } = new URL(url);
  return pathname + search;
}

/** The server's own refusal, as it would be written. */
export function refusal(code: ErrorCode, retryAfterMs?: number): Response {
  const problem = toProblem(new ProtocolError(code, undefined, retryAfterMs));
  return Response.json(problem, {
    status: problem.status,
    headers: { "content-type": "application/problem+json" },
  });
}

/** Waits until the check passes; the limit is for what hangs, not for what is slow. */
export function until(check: () => void | Promise<void>): Promise<void> {
  return vi.waitFor(check, { timeout: 30_000, interval: 20 });
}
