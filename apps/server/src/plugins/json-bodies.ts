// Bodies are JSON in UTF-8 (RFC 8259 §8.1) or refused: no other media type, no replacement characters for bytes that
// are no text, and no member that would become a prototype. The media type of no bytes is ignored (SPEC PR2).
import { ProtocolError } from "@hydra/protocol";
import type { FastifyInstance } from "fastify";
import fp from "fastify-plugin";
import { isAscii } from "node:buffer";
import { parse } from "secure-json-parse";

export const jsonBodies = fp(function jsonBodiesPlugin(app: FastifyInstance, _options, done) {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser<Buffer>("application/json", { parseAs: "buffer" }, (_request, body, parsed) => {
    try {
      parsed(null, body.length === 0 ? undefined : readJson(body));
    } catch (error) {
      parsed(error instanceof ProtocolError ? error : new ProtocolError("invalid-body"));
    }
  });
  app.addContentTypeParser<Buffer>("*", { parseAs: "buffer" }, (_request, body, parsed) => {
    parsed(body.length === 0 ? null : new ProtocolError("unsupported-media-type"), undefined);
  });
  app.addHook("onRequest", ({ headers }, _reply, next) => {
    // What is no media type at all the framework would refuse before it looks for a body.
    if (headers["content-type"]?.includes("/") === false) delete headers["content-type"];
    next();
  });
  done();
});

const decoder = new TextDecoder("utf-8", { fatal: true });

/** What a body holds. @throws ProtocolError `invalid-body` */
export function readJson(body: Buffer): unknown {
  const text = decode(body);
  try {
    const value: unknown = parse(text, { protoAction: "error", constructorAction: "error" });
    return value;
  } catch {
    throw new ProtocolError("invalid-body");
  }
}

function decode(body: Buffer): string {
  // What programs send mostly is, and the decoder costs more than reading it.
  if (isAscii(body)) return body.toString("latin1");
  try {
    return decoder.decode(body);
  } catch {
    throw new ProtocolError("invalid-body", "The body is not UTF-8.");
  }
}
