// The API's documentation for people, from the wire contract's own OpenAPI document.
import fastifySwagger from "@fastify/swagger";
import fastifySwaggerUi from "@fastify/swagger-ui";
import { openApiDocument } from "@hydra/protocol";
import type { FastifyInstance } from "fastify";

export async function docsRoutes(app: FastifyInstance): Promise<void> {
  await app.register(fastifySwagger, { mode: "static", specification: { document: openApiDocument } });
  await app.register(fastifySwaggerUi, {
    routePrefix: "/api/docs",
    staticCSP: true,
    // Served over plain HTTP too, where an upgrade would lead nowhere.
    transformStaticCSP: (header) => header.replace("upgrade-insecure-requests;", ""),
  });
}
