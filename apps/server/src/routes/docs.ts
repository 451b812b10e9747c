// The API's documentation for people, from the wire contract's own OpenAPI document.
import fastifySwagger from "@fastify/swagger";
import fastifySwaggerUi from "@fastify/swagger-ui";
import { openApiDocument } from "@hydra/protocol";
import type { FastifyInstance } from "fastify";

export async function docsRoutes(app: FastifyInstance): Promise<void> {
  await app.register(fastifySwagger, { mode: "static", specification: { document: openApiDocument } });
  // Under the policy of every page: the library's own forbids the inline styles that it writes.
  await app.register(fastifySwaggerUi, { routePrefix: "/api/docs" });
}
