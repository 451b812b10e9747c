// The built web app: its files, its one page for every address the app routes itself, and that page again where a person
// has come to an address that is none.
import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import fastifyStatic from "@fastify/static";
import { ProtocolError } from "@hydra/protocol";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { canonicalPage, PAGES } from "./page-addresses.ts";

/** Vite puts a hash of the content into these files' names. */
const IMMUTABLE = "public, max-age=31536000, immutable";

export async function webAppRoutes(app: FastifyInstance, webRoot: string): Promise<void> {
  const page = join(webRoot, "index.html");
  if (!existsSync(page)) return;
  app.addHook("onRoute", (route) => {
    route.config = { ...route.config, isServedWhileDraining: true };
  });
  await app.register(fastifyStatic, {
    root: webRoot,
    index: false,
    // A route for each file, so that a path that is nobody's stays so, and knows its methods.
    wildcard: false,
    // The build leaves a compressed copy beside each file that gains from it.
    preCompressed: true,
    cacheControl: false,
    setHeaders: (reply, path) => {
      const isHashed = path.includes("/assets/");
      void reply.header("cache-control", isHashed ? IMMUTABLE : "no-cache");
    },
  });
  const sendPage = (_request: unknown, reply: FastifyReply): FastifyReply => reply.sendFile("index.html");
  // The router takes nothing for an id unless it is told otherwise.
  for (const path of PAGES) app.get(path.replace(/:\w+/, "$&(.+)"), sendPage);
  app.get("/*", { config: { isForUnknownPaths: true } }, async (request, reply) => {
    const canonical = canonicalPage(request.url);
    if (canonical !== undefined) return reply.redirect(canonical, 308);
    if (!isNavigation(request)) throw new ProtocolError("not-found");
    // Not as a file: a 404 has no validators (RFC 9110 §13.2.1), and is not kept.
    void reply.code(404).type("text/html; charset=utf-8").header("cache-control", "no-store");
    return readFile(page);
  });
}

/** Whether a browser goes to the address, and it is not the API's. */
function isNavigation({ url, headers }: FastifyRequest): boolean {
  return /\btext\/html\b/i.test(headers.accept ?? "") && !/^\/api(?:[/?]|$)/i.test(url);
}
