// One JSON request, one answer, every failure a ProtocolError. What the requests by name (*api.ts), commands.ts and clock.ts are made of.
import { errorOfResponse, requestHeaders } from "@hydra/feed/client";
import { DecodeError, ProtocolError } from "@hydra/protocol";
import { toProtocolError } from "./protocol-error.ts";

export interface JsonRequest<T> {
  /** Origin of the server, without a trailing slash. */
  readonly baseUrl: string;
  readonly path: string;
  /** Present: POST it as JSON; absent: GET. Unless `method` is another. */
  readonly body?: unknown;
  readonly method?: "PUT" | "DELETE";
  /** Sent to its end even when the page is left meanwhile. */
  readonly keepalive?: boolean;
  readonly token?: string | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Reads the answer's text. @throws DecodeError */
  readonly decode: (text: string) => T;
  readonly fetch?: typeof fetch | undefined;
}

/**
 * Sends the request and reads its answer.
 * @throws ProtocolError with the server's code; `unavailable` when it cannot be reached; `internal` when its answer
 * cannot be read. When `signal` aborts: its reason.
 */
export async function requestJson<T>(request: JsonRequest<T>): Promise<T> {
  const { baseUrl, path, body, token, signal, decode, keepalive = false, fetch: send = fetch } = request;
  const hasBody = body !== undefined;
  try {
    const response = await send(`${baseUrl}${path}`, {
      method: request.method ?? (hasBody ? "POST" : "GET"),
      headers: {
        ...requestHeaders(baseUrl, token),
        ...(hasBody ? { "content-type": "application/json" } : {}),
      },
      cache: "no-store",
      redirect: "manual",
      keepalive,
      ...(hasBody ? { body: JSON.stringify(body) } : {}),
      ...(signal === undefined ? {} : { signal }),
    });
    if (!response.ok) throw toProtocolError(await errorOfResponse(response));
    return decode(await response.text());
  } catch (error) {
    signal?.throwIfAborted();
    if (error instanceof ProtocolError) throw error;
    if (error instanceof DecodeError) throw new ProtocolError("internal", error.message);
    throw new ProtocolError("unavailable", "The server cannot be reached.");
  }
}

/** Decodes an answer whose content is known or empty. */
export function nothing(): void {}
