// The built web app: its files, its one page for every address the app routes itself, with a preview for chats, and that page again where
// a person has come to an address that is none. SPEC PR2, PR163.
import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import fastifyStatic from "@fastify/static";
import { ProtocolError } from "@hydra/protocol";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { sendTagged } from "./entity-tag.ts";
import { canonicalPage, PAGES } from "./page-addresses.ts";
import { withPreview } from "./page-previews.ts";
import { previewLanguage } from "./preview-words.ts";
import type { RouteContext } from "./route-context.ts";

/** Vite puts a hash of the content into these files' names. */
const IMMUTABLE = "public, max-age=31536000, immutable";

export async function webAppRoutes(app: FastifyInstance, context: RouteContext): Promise<void> {
  const { webRoot } = context.config;
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
    // All are small; one that asks for a part may be given the whole (RFC 9110 §14.2).
    acceptRanges: false,
    cacheControl: false,
    setHeaders: (reply, path) => {
      const isHashed = path.includes("/assets/");
      void reply.header("cache-control", isHashed ? IMMUTABLE : "no-cache");
    },
  });
  const sendPage = pageSender(page, context);
  // The router takes nothing for an id unless it is told otherwise.
  for (const path of PAGES) {
    // HEAD by itself: the framework's own has a length also where nothing has changed (RFC 9110 §15.4.5).
    const url = path.replace(/:\w+/, "$&(.+)");
    app.route({ method: ["GET", "HEAD"], url, exposeHeadRoute: false, handler: sendPage });
  }
  app.get("/*", { config: { isForUnknownPaths: true } }, async (request, reply) => {
    const canonical = canonicalPage(request.url);
    if (canonical !== undefined) return reply.redirect(canonical, 308);
    if (!isNavigation(request)) throw new ProtocolError("not-found");
    // Not as a file: a 404 has no validators (RFC 9110 §13.2.1), and is not kept.
    void reply.code(404).type("text/html; charset=utf-8").header("cache-control", "no-store");
    return readFile(page);
  });
}

type PageRequest = FastifyRequest<{ Params: { familyId?: string } }>;

/** Answers with the page, read anew: it may have been built again meanwhile. */
function pageSender(page: string, context: RouteContext) {
  return async (request: PageRequest, reply: FastifyReply): Promise<FastifyReply> => {
    const { headers, params, url } = request;
    const { familyId } = params;
    const html = withPreview(await readFile(page, "utf8"), {
      origin: originOf(request, context),
      path: pathOf(url),
      language: previewLanguage(headers["accept-language"]),
      familyName: familyId === undefined ? undefined : context.loop.battle(familyId)?.name,
    });
    void reply.header("cache-control", "no-cache").header("vary", "Accept-Language");
    void reply.type("text/html; charset=utf-8");
    return sendTagged(request, reply, html);
  };
}

/** A request line may have the whole address, as to a proxy (RFC 9112 §3.2.2). */
function pathOf(url: string): string {
  const [path = ""] = url.replace(/^https?:\/\/[^/?#]*/i, "").split("?", 1);
  return path === "" ? "/" : path;
}

/** What was asked for, where the operator gave no address: a proxy that is trusted may name it (TRUST_PROXY). */
function originOf({ protocol, host }: FastifyRequest, { config }: RouteContext): string {
  const scheme = /^(?:https|wss)$/i.test(protocol) ? "https" : "http";
  return config.publicUrl ?? URL.parse(`${scheme}://${host}`)?.origin ?? "";
}

/** Whether a browser goes to the address, and it is not the API's. */
function isNavigation({ url, headers }: FastifyRequest): boolean {
  return /\btext\/html\b/i.test(headers.accept ?? "") && !/^\/api(?:[/?]|$)/i.test(url);
}
