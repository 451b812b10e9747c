// The API's description, served at /api/docs.
export const openApiDocument = {
  openapi: "3.1.0",
  info: { title: "Hydra", version: "0.1.0" },
  paths: {},
};
