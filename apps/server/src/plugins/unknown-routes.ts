// Requests that no route takes: 404, or 405 with what the path does take (RFC 9110 §15.5.6), and handshakes where no
// route serves WebSocket. Decided before a body is read, so that nothing of it matters.
import { ProtocolError } from "@hydra/protocol";
import type { FastifyInstance, FastifyRequest } from "fastify";
import fp from "fastify-plugin";

declare module "fastify" {
  interface FastifyContextConfig {
    /** The route answers for paths that have none, unless they take another method. */
    readonly isForUnknownPaths?: boolean;
  }
}

interface KnownPath {
  /** Of its pattern; one that begins with a colon stands for any. */
  readonly segments: readonly string[];
  readonly methods: Set<string>;
}

export const unknownRoutes = fp(function unknownRoutesPlugin(app: FastifyInstance, _options, done) {
  const paths = new Map<string, KnownPath>();
  const sockets = new Set<string>();

  app.addHook("onRoute", ({ url, method, config }) => {
    if (config?.takesUpgrade === true) sockets.add(url);
    // A route for everything does not decide about a path.
    if (url.includes("*")) return;
    const known = paths.get(url) ?? { segments: url.split("/"), methods: new Set() };
    paths.set(url, known);
    for (const name of [method].flat()) known.methods.add(name);
  });
  app.addHook("onRequest", (request, reply, next) => {
    const isUnknown = isForUnknownPaths(request);
    if (request.ws && !sockets.has(request.routeOptions.url ?? "")) {
      return next(new ProtocolError(isUnknown ? "not-found" : "invalid-body"));
    }
    if (!isUnknown) return next();
    const segments = request.url.split("?", 1)[0]?.split("/") ?? [];
    const known = [...paths.values()].find((path) => matches(path, segments));
    if (known === undefined || known.methods.has(request.method))
      return next(request.is404 ? new ProtocolError("not-found") : undefined);
    void reply.header("allow", [...known.methods].join(", "));
    next(new ProtocolError("method-not-allowed"));
  });
  done();
});

function isForUnknownPaths({ is404, routeOptions }: FastifyRequest): boolean {
  return is404 || routeOptions.config.isForUnknownPaths === true;
}

function matches(path: KnownPath, segments: readonly string[]): boolean {
  return (
    path.segments.length === segments.length &&
    path.segments.every((known, index) =>
      known.startsWith(":") ? segments[index] !== "" : known === segments[index],
    )
  );
}
