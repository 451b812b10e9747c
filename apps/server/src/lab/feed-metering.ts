// What the lab hooks onto feed requests: the ledger of the lane that one names, and the capture that it is to be shown to.
import { upgradeHead, type LiveFeedOptions } from "@hydra/feed/server";
import { isFields, parseCapture, parseLane } from "@hydra/protocol";
import { isSameOrigin } from "../routes/same-origin.ts";
import type { RouteContext } from "../routes/route-context.ts";
import type { Lab } from "./lab.ts";

/**
 * Begins to count a request for the lane it names, and to show it to the capture it names, until the response ends, or the
 * socket for want of a response; does nothing where nothing is named.
 */
export function feedMetering(context: RouteContext, lab: Lab): NonNullable<LiveFeedOptions["onConnection"]> {
  return (request, _transport, response) => {
    const { query, raw } = request;
    if (!isFields(query)) return undefined;
    const client = context.proxies.clientOf(raw);
    const captureId = parseCapture(query["capture"]);
    if (captureId !== undefined) {
      const asking = { client, isSameOrigin: isSameOrigin(request, context) };
      lab.captures.record(captureId, { request: raw, response, head: upgradeHead(raw), ...asking });
    }
    const laneId = parseLane(query["lane"]);
    return laneId === undefined ? undefined : lab.ledger.open({ laneId, client, request: raw, response });
  };
}
