// What operators and tools ask for: health, metrics, the clock, this description. SPEC PR8.
import { routes } from "../routes.ts";
import type { PathItem } from "./document-type.ts";
import { json, problems, text } from "./parts.ts";

const tags = ["operating"];

export const operatingPaths: Record<string, PathItem> = {
  "/healthz": {
    get: {
      operationId: "isAlive",
      tags,
      summary: "Whether the process serves",
      responses: { "200": { description: "It does." } },
    },
  },
  "/readyz": {
    get: {
      operationId: "isReady",
      tags,
      summary: "Whether the log is reached and caught up with",
      responses: { "200": { description: "It is." }, "503": { description: "It is not." } },
    },
  },
  "/metrics": {
    get: {
      operationId: "getMetrics",
      tags,
      summary: "Figures for Prometheus",
      responses: { "200": text("Prometheus exposition format.", "text/plain") },
    },
  },
  [routes.time]: {
    get: {
      operationId: "getTime",
      tags,
      summary: "The server's clock, to estimate an offset from",
      responses: { "200": json("The time.", "Time"), ...problems() },
    },
  },
  [routes.addresses]: {
    get: {
      operationId: "getAddresses",
      tags,
      summary: "By which addresses guests reach the server",
      description: "Addresses of this machine's networks only for a browser on this machine.",
      responses: { "200": json("The addresses.", "Addresses"), ...problems() },
    },
  },
  "/api/docs": {
    get: {
      operationId: "getDocs",
      tags,
      summary: "This description, to read and try",
      responses: { "200": text("A page.", "text/html") },
    },
  },
};
