// Bodies are JSON in UTF-8 (RFC 8259 §8.1) or refused: no other media type, no replacement characters for bytes that
// are no text, and no member that would become a prototype.
import { ProtocolError } from "@hydra/protocol";
import type { FastifyInstance } from "fastify";
import fp from "fastify-plugin";

export const jsonBodies = fp(function jsonBodiesPlugin(app: FastifyInstance, _options, done) {
  const parseJson = app.getDefaultJsonParser("error", "error");
  const decoder = new TextDecoder("utf-8", { fatal: true });

  app.removeAllContentTypeParsers();
  app.addContentTypeParser<Buffer>("application/json", { parseAs: "buffer" }, (request, body, parsed) => {
    let text: string;
    try {
      text = decoder.decode(body);
    } catch {
      return parsed(new ProtocolError("invalid-body", "The body is not UTF-8."));
    }
    return parseJson(request, text, parsed);
  });
  done();
});
