// The API's description, OpenAPI 3.1, served at /api/docs. A constant with the content of SPEC.md, with the paths of
// routes.ts, the codes of errors.ts and the numbers of limits.ts, so that it cannot drift from them.
import type { OpenApiDocument } from "./openapi/document-type.ts";
import { messagingPaths } from "./openapi/messaging.ts";
import { operatingPaths } from "./openapi/operating.ts";
import { playingPaths } from "./openapi/playing.ts";
import { roundsPaths } from "./openapi/rounds.ts";
import { schemas } from "./openapi/schemas.ts";
import { watchingPaths } from "./openapi/watching.ts";
import { SESSION_COOKIE } from "./routes.ts";

/** The OpenAPI document; treat it as read-only. */
export const openApiDocument: OpenApiDocument = {
  openapi: "3.1.0",
  info: {
    title: "Hydra",
    version: "0.1.0",
    description:
      "One monster battle, and its live ranking over several transports. Ids are opaque strings, times epoch " +
      "milliseconds with fractions allowed, hit points and damage integers. Errors are problem details (RFC 9457) " +
      "with a stable `code`. Members that are not described here are to be ignored.",
    license: { name: "MIT" },
  },
  tags: [
    { name: "playing", description: "Families, players, attacks." },
    {
      name: "watching",
      description: "One feed over each of these transports; a cursor of one resumes on any other.",
    },
    { name: "operating", description: "Health, figures, the clock." },
  ],
  paths: { ...playingPaths, ...roundsPaths, ...watchingPaths, ...messagingPaths, ...operatingPaths },
  components: {
    schemas,
    securitySchemes: {
      cookie: {
        type: "apiKey",
        in: "cookie",
        name: SESSION_COOKIE,
        description: `Set by joining a family, as \`${SESSION_COOKIE}_\` and eight hex digits of the server; read under both names.`,
      },
      bearer: {
        type: "http",
        scheme: "bearer",
        description: "The `token` that joining a family answers with.",
      },
    },
  },
};
