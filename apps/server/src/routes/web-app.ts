// The built web app: its files, and its one page for every address the app routes itself.
import { existsSync } from "node:fs";
import { join } from "node:path";
import fastifyStatic from "@fastify/static";
import type { FastifyInstance, FastifyReply } from "fastify";

/** Addresses that the page in the browser resolves. */
const PAGES = ["/", "/f/:familyId", "/lab", "/lab/wire"];
/** Vite puts a hash of the content into these files' names. */
const IMMUTABLE = "public, max-age=31536000, immutable";

export async function webAppRoutes(app: FastifyInstance, webRoot: string): Promise<void> {
  const isBuilt = existsSync(join(webRoot, "index.html"));
  if (!isBuilt) return;
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
  for (const page of PAGES) app.get(page, sendPage);
}
