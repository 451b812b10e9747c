// What leaves the workspace: plain ESM JavaScript for Node.js 20 and browsers of the last two years, with declarations. What is
// needed of the workspace, the event-stream parser and the MQTT codec are inside; fastify, ws, aedes and mqtt stay the user's.
import { defineConfig } from "tsdown";

export default defineConfig({
  entry: {
    index: "src/wire/index.ts",
    server: "src/server/index.ts",
    mqtt: "src/server/mqtt/index.ts",
    client: "src/client/index.ts",
    "client-in-node": "src/client/in-node.ts",
    messaging: "src/server/messaging/index.ts",
    testing: "src/testing/index.ts",
  },
  format: "esm",
  target: ["node20", "es2023"],
  platform: "neutral",
  tsconfig: "tsconfig.pack.json",
  dts: true,
  clean: true,
  deps: {
    alwaysBundle: ["eventsource-parser", /^u8-mqtt-packet/, /^@hydra\//],
    neverBundle: [/^node:/, "fastify", "ws", "aedes", "mqtt", "vitest"],
    onlyBundle: false,
  },
  logLevel: "warn",
});
