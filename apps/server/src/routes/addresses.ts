// By which addresses guests reach this server. What its networks are called is for a browser on this very machine alone: any other has
// come by an address that works, and a stranger on the web need not learn the machine's other ones. SPEC PR160.
import { routes, type AddressesAnswer } from "@hydra/protocol";
import type { FastifyInstance } from "fastify";
import { guestAddresses } from "../guest-addresses.ts";
import { addressOf } from "../listening-address.ts";
import { isLoopbackAddress } from "../plugins/client-address.ts";
import type { RouteContext } from "./route-context.ts";

/** What proxies add: one on this machine comes from loopback too, also one that was not named in TRUST_PROXY. */
const FORWARDED = ["forwarded", "via", "x-forwarded-for", "x-forwarded-host", "x-real-ip"] as const;

export function addressRoutes(app: FastifyInstance, { config, hosts }: RouteContext): void {
  app.get(routes.addresses, ({ ip, host, headers }, reply): AddressesAnswer => {
    void reply.header("cache-control", "no-store");
    const listening = app.server.listening ? addressOf(app.server) : undefined;
    const answer = guestAddresses({ publicUrl: config.publicUrl, listening });
    const isForwarded = FORWARDED.some((name) => headers[name] !== undefined);
    const isHere = isLoopbackAddress(ip) && hosts.isDirect(host) && !isForwarded;
    return isHere ? answer : { ...answer, addresses: [] };
  });
}
