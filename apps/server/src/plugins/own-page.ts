// Lets this server's own page read what it asked another port of this server for: the lab's lanes go through the
// weather. They are plain GETs without credentials, so one header does, and no preflight.
import type { FastifyInstance } from "fastify";
import fp from "fastify-plugin";

export interface OwnPageOptions {
  readonly isOwnPage: (origin: string, host: string | undefined) => boolean;
}

export const ownPage = fp(function ownPagePlugin(app: FastifyInstance, { isOwnPage }: OwnPageOptions, done) {
  app.addHook("onRequest", (request, reply, next) => {
    const { origin, host } = request.headers;
    if (origin !== undefined && isOwnPage(origin, host)) {
      void reply.header("access-control-allow-origin", origin).header("vary", "origin");
    }
    next();
  });
  done();
});
