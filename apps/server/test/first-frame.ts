// The first frame that a feed request is answered with, and the cursor as the transport itself gives it.
import {
  decodeFrame,
  encodeCursor,
  isSocketTransport,
  routes,
  TRAITS,
  type TransportName,
} from "@hydra/protocol";
import { vi } from "vitest";
import { EventClient } from "./event-client.ts";
import { SocketClient } from "./socket-client.ts";

export interface Seen {
  readonly type: string;
  readonly from?: number;
  readonly seq: number;
  /** As the transport itself gives it. */
  readonly cursor: string;
  readonly entries?: readonly { readonly name: string }[];
}

export interface Asked {
  readonly url: string;
  readonly familyId: string;
  readonly transport: TransportName;
  readonly since?: string | undefined;
}

function seen(body: string, cursor?: string | null): Seen {
  const frame = decodeFrame(body);
  if (frame?.type !== "snapshot" && frame?.type !== "delta") throw new Error(`not a state: ${body}`);
  return { ...frame, cursor: cursor ?? encodeCursor(frame) };
}

/** Of a body with a frame a line; ends it. */
async function firstLine({ body }: Response): Promise<string> {
  const decoder = new TextDecoder();
  let text = "";
  for await (const chunk of body ?? []) {
    text += decoder.decode(chunk as Uint8Array, { stream: true });
    if (text.includes("\n")) break;
  }
  return text.slice(0, text.indexOf("\n"));
}

/** Of a feed that goes on from a cursor, or begins. */
export async function firstFrame({ url, familyId, transport, since }: Asked): Promise<Seen> {
  const options = since === undefined ? {} : { since };
  if (isSocketTransport(transport)) {
    await using client = await SocketClient.open(url.replace("http", "ws"), familyId, {
      ...options,
      transport,
    });
    return seen(JSON.stringify(await vi.waitUntil(() => client.messages[0], { timeout: 20_000 })));
  }
  if (transport === "sse") {
    await using client = await EventClient.open(url, familyId, options);
    const [event] = await client.received(1);
    return seen(event?.data ?? "", event?.id);
  }
  const query = since === undefined ? "" : `?since=${since}`;
  const answer = await fetch(`${url}${routes.feed(familyId, transport)}${query}`);
  if (TRAITS[transport].mode === "streaming") return seen(await firstLine(answer));
  return seen(await answer.text(), /^"(.*)"$/u.exec(answer.headers.get("etag") ?? "")?.[1]);
}
