// A feed request's address, the same for all transports. SPEC PR4–PR6.
import { encodeCursor, type Cursor } from "../wire/cursor.ts";
import { pathOver, type TransportName } from "../wire/transports.ts";
import type { FeedFrame, FeedRequest } from "./transport.ts";

type FeedAddress = Pick<FeedRequest<FeedFrame>, "url" | "query" | "since">;

/**
 * A feed's own address, absolute and without a slash at its end; in a page it may be relative to it.
 * @throws TypeError when it is none of http(s): sockets are dialled from it, too
 */
export function readAddress(text: string): string {
  const page = globalThis.location?.href;
  const url = URL.canParse(text, page) ? new URL(text, page) : undefined;
  if (url?.protocol !== "http:" && url?.protocol !== "https:")
    throw new TypeError(`The feed's address is not one of http or https: ${JSON.stringify(text)}.`);
  return url.href.replace(/\/$/, "");
}

/** The address of a feed over one transport, from `since` on; `http(s)`, also for WebSocket. */
export function feedAddress(
  { url, query, since: opened }: FeedAddress,
  transport: TransportName,
  since: Cursor | undefined = opened,
): string {
  const params = new URLSearchParams({
    ...(since === undefined ? {} : { since: encodeCursor(since) }),
    ...query,
  });
  return `${pathOver(transport, url)}${params.size === 0 ? "" : `?${params}`}`;
}
