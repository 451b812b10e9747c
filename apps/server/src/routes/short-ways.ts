// Puts short ways before the framework: for the requests that there are most of, going through all its hooks was half of
// what they cost. Whatever is out of the ordinary (another header field, an error that is not the route's own, a server
// that drains) a short way leaves to the framework's route, which says the same.
import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from "node:http";
import { PAGE_HEADER } from "@hydra/protocol";
import type { FastifyInstance } from "fastify";
import { countHosts } from "../plugins/origins.ts";
import { inOrder, inTurn, isOneTooMany } from "../pipelining.ts";
import type { RouteContext } from "./route-context.ts";

/** @returns false, having done nothing, for a request that is left to the framework */
export type ShortWay = (request: IncomingMessage, response: ServerResponse) => boolean;

/** Tries each in turn before the framework, with the requests that are not too far ahead. Must be called once, before the server listens. */
export function takeShortWays(
  app: FastifyInstance,
  { connections, hosts }: RouteContext,
  ways: readonly ShortWay[],
): void {
  const { server, routing } = app;
  const routeInTurn = inTurn(routing);
  const begin = inOrder((request, response) => {
    const isTaken = hosts.has(request.headers.host ?? "") && connections.admits(request, response);
    if (isTaken && ways.some((way) => way(request, response))) return;
    routeInTurn(request, response);
  });
  server.off("request", routing);
  server.on("request", (request: IncomingMessage, response: ServerResponse) => {
    if (!isOneTooMany(request, response)) begin(request, response);
  });
}

/**
 * Whether somebody asks on this very origin in a way that no hook would add anything to but `commonFields`. Behind a proxy
 * that is trusted, its word about the host counts for a browser; the framework knows that.
 */
export function isOrdinary(
  { headers, rawHeaders, httpVersion }: IncomingMessage,
  { config }: RouteContext,
): boolean {
  return (
    httpVersion === "1.1" &&
    countHosts(rawHeaders) === 1 &&
    headers.upgrade === undefined &&
    headers["transfer-encoding"] === undefined &&
    headers.expect === undefined &&
    isOwnPage(headers, config)
  );
}

function isOwnPage(
  { origin, host, ...fields }: IncomingHttpHeaders,
  config: RouteContext["config"],
): boolean {
  const page = fields[PAGE_HEADER];
  if (page !== undefined && page !== origin) return false;
  if (origin === undefined) return true;
  if (config.allowedOrigins.length > 0 || config.trustProxy.length > 0) return false;
  return origin === `http://${host}`;
}

/** Names and values, in turn, of the header fields that every answer has, as the hooks set them. */
export function commonFields({ config }: RouteContext): readonly string[] {
  const always = ["x-content-type-options", "nosniff"];
  // Pages of other origins may read it; caches are told that it depends on who asks.
  return config.allowedOrigins.length > 0 ? [...always, "vary", "Origin"] : always;
}
