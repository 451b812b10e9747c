// Where a feed's room is: what the application names, or the embedded broker of the feed's own server. SPEC MC1, MC2.
import type { BrokerAddress, FeedFrame, FeedRequest, LinkedRoom } from "../transport.ts";
import { TRAITS } from "../../wire/transports.ts";
import { authorization } from "../request-headers.ts";

export interface Room {
  /** `http(s)://` or `ws(s)://…` */
  readonly url: string;
  /** Of the handshake. */
  readonly headers: Readonly<Record<string, string>>;
  readonly topic: string;
  readonly username: string | undefined;
  readonly password: string | undefined;
  /** One ordered stream from the feed's own server: nothing in it is lost. */
  readonly isEmbedded: boolean;
}

type Asked = Pick<FeedRequest<FeedFrame>, "url" | "query" | "token" | "messaging">;

/** Rejects as the application's own function does, and with a TypeError for an address that is none. */
export async function findRoom(request: Asked, signal: AbortSignal): Promise<Room | LinkedRoom> {
  const { messaging } = request;
  const address = (typeof messaging === "function" ? await messaging(signal) : messaging) ?? {};
  return "openLink" in address ? address : roomOf(request, address);
}

function roomOf({ url: feedUrl, query, token }: Asked, address: BrokerAddress): Room {
  const { url, topic = topicOf(feedUrl), username, password } = address;
  const room = { topic, username, password };
  // Another server gets neither the token nor what the application tells its own.
  if (url !== undefined) return { ...room, url: new URL(url).href, headers: {}, isEmbedded: false };
  const own = new URL(TRAITS.mqtt.path, feedUrl);
  for (const [name, value] of Object.entries(query ?? {})) own.searchParams.set(name, value);
  return { ...room, url: own.href, headers: authorization(token), isEmbedded: true };
}

/** The path of a feed's address, without what a topic filter would read as a wildcard (§4.7.1). */
function topicOf(feedUrl: string): string {
  return new URL(feedUrl).pathname.slice(1).replaceAll("+", "%2B");
}
