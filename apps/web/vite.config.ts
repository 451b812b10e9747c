// Builds the pages into dist/, which the server serves; in development proxies the API to a running server.
import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

const SERVER = "http://127.0.0.1:3000";

export default defineConfig({
  plugins: [react()],
  build: {
    target: "baseline-widely-available",
    // The CSP has no `data:` for fonts and scripts; small images stay files that can be cached.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rolldownOptions: {
      // The workspace's modules only define: what of them is not used here (the API's description) stays out.
      treeshake: { moduleSideEffects: [{ test: /\/packages\//, sideEffects: false }] },
    },
  },
  server: {
    // `changeOrigin: false` keeps the Host the browser sent, which the server's origin check compares.
    proxy: { "/api": { target: SERVER, ws: true, changeOrigin: false } },
  },
});
