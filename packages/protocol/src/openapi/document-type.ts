// The part of OpenAPI 3.1 (and of JSON Schema 2020-12 in it) that this description uses, as types.

export type Schema = ReferenceSchema | ArraySchema | ValueSchema;

export interface ReferenceSchema {
  $ref: string;
}

export interface ArraySchema {
  type: "array";
  items: Schema;
  description?: string;
}

export interface ValueSchema {
  type?: "object" | "string" | "number" | "integer" | "boolean";
  description?: string;
  properties?: Record<string, Schema>;
  required?: string[];
  additionalProperties?: Schema;
  oneOf?: Schema[];
  enum?: (string | null)[];
  const?: string;
  pattern?: string;
  format?: string;
  minLength?: number;
  minimum?: number;
  maximum?: number;
  default?: number;
}

export interface Parameter {
  name: string;
  in: "path" | "query" | "header";
  required?: boolean;
  description: string;
  schema: Schema;
}

export interface Header {
  description: string;
  schema: Schema;
}

export interface Media {
  schema: Schema;
}

export interface Answer {
  description: string;
  headers?: Record<string, Header>;
  content?: Record<string, Media>;
}

export interface Operation {
  operationId: string;
  tags: string[];
  summary: string;
  description?: string;
  parameters?: Parameter[];
  requestBody?: { required: true; content: Record<string, Media> };
  responses: Record<string, Answer>;
  /** Empty requirement objects mean: also without. */
  security?: Record<string, string[]>[];
}

export interface PathItem {
  get?: Operation;
  post?: Operation;
}

export interface OpenApiDocument {
  openapi: string;
  info: { title: string; version: string; description: string; license: { name: string } };
  tags: { name: string; description: string }[];
  paths: Record<string, PathItem>;
  components: {
    schemas: Record<string, ValueSchema>;
    securitySchemes: {
      cookie: { type: "apiKey"; in: "cookie"; name: string; description: string };
      bearer: { type: "http"; scheme: "bearer"; description: string };
    };
  };
}
