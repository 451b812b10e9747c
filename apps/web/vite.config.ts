// Builds the pages into dist/, which the server serves; in development proxies the API to a running server.
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { brotliCompressSync, constants } from "node:zlib";
import { gzipAsync } from "@gfx/zopfli";
import react from "@vitejs/plugin-react";
import { defineConfig, runnerImport, type Plugin, type Rolldown } from "vite";
import type * as FirstPaint from "./src/first-paint.ts";

/** Where `npm run dev` starts the server beside this. */
const SERVER = `http://127.0.0.1:${process.env["PORT"] || "3000"}`;
/** Below this a packet is a packet. */
const LEAST_BYTES = 1_024;

/** A twenty-fifth shorter than zlib's: guests on plain HTTP get this one, browsers ask for Brotli over TLS only. */
const gzip = (source: Uint8Array): Promise<Uint8Array> => gzipAsync(source, { numiterations: 5 });

/** As many as a browser on plain HTTP gets. */
async function sentBytes(source: Uint8Array): Promise<number> {
  return source.length < LEAST_BYTES ? source.length : (await gzip(source)).length;
}

/** Puts a `.br` and a `.gz` beside every script and stylesheet, so that the server need never compress one. */
function precompress(): Plugin {
  return {
    name: "precompress",
    apply: "build",
    // Not before: until the files are written, later plugins still change them.
    async writeBundle({ dir = "" }, bundle) {
      const best = { params: { [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY } };
      for (const fileName of Object.keys(bundle)) {
        if (!/\.(js|css)$/.test(fileName)) continue;
        const path = join(dir, fileName);
        const source = await readFile(path);
        if (source.length < LEAST_BYTES) continue;
        await writeFile(`${path}.br`, brotliCompressSync(source, best));
        await writeFile(`${path}.gz`, await gzip(source));
      }
    },
  };
}

/** Colours and mark from src/transports, for the first paint: no script has run by then. */
async function firstPaint(): Promise<Plugin> {
  // Vite runs it: the transports' files are found by import.meta.glob.
  const path = join(import.meta.dirname, "src/first-paint.ts");
  const { markStrokes, transportStyles } = (await runnerImport<typeof FirstPaint>(path)).module;
  const id = "virtual:transports.css";
  return {
    name: "first-paint",
    resolveId: (source) => (source === id ? `\0${id}` : undefined),
    load: (source) => (source === `\0${id}` ? transportStyles() : undefined),
    transformIndexHtml: (html) => html.replace(/<!-- strokes\b.*?-->/, markStrokes),
  };
}

/** The script of chat rooms of NetEase IM. */
const CHAT_ROOM_SDK = /\/CHATROOM_BROWSER_SDK\.js/;
/** A transport's client that is loaded by itself. */
const OWN_CODE = /\/packages\/feed\/src\/client\/([\w-]+)\/[^/]+$/;
/** Where the broker is: loaded with either. */
const BROKER_PLACE = /\/packages\/client\/src\/messaging-api\.ts$/;

/** Into the page's head: how much script, as it is sent, each transport has that comes only when it is first used. */
function ownCode(): Plugin {
  const chunkOf = (bundle: Rolldown.OutputBundle, fileName: string): Rolldown.OutputChunk | undefined => {
    const file = bundle[fileName];
    return file?.type === "chunk" ? file : undefined;
  };
  /** All that is loaded with these files. */
  const loadedWith = (bundle: Rolldown.OutputBundle, fileNames: readonly string[]): Set<string> => {
    const found = new Set(fileNames);
    for (const name of found) for (const other of chunkOf(bundle, name)?.imports ?? []) found.add(other);
    return found;
  };
  return {
    name: "own-code",
    apply: "build",
    transformIndexHtml: {
      order: "post",
      async handler(_, { bundle = {} }) {
        const chunks = Object.values(bundle).filter((file) => file.type === "chunk");
        const first = loadedWith(
          bundle,
          chunks.filter(({ isEntry }) => isEntry).map(({ fileName }) => fileName),
        );
        const place = chunks.filter(({ moduleIds }) => moduleIds.some((id) => BROKER_PLACE.test(id)));
        const sizes: string[] = [];
        for (const { fileName, facadeModuleId } of chunks) {
          const isVendors = CHAT_ROOM_SDK.test(facadeModuleId ?? "");
          const transport = isVendors ? "netease" : OWN_CODE.exec(facadeModuleId ?? "")?.[1];
          if (transport === undefined) continue;
          const own = [...loadedWith(bundle, [fileName, ...place.map((chunk) => chunk.fileName)])].filter(
            (name) => !first.has(name),
          );
          const sent = await Promise.all(
            own.map((name) => sentBytes(Buffer.from(chunkOf(bundle, name)?.code ?? ""))),
          );
          sizes.push(`${transport}=${sent.reduce((sum, bytes) => sum + bytes, 0)}`);
        }
        return [
          { tag: "meta", attrs: { name: "hydra-own-code", content: sizes.join(" ") }, injectTo: "head" },
        ];
      },
    },
  };
}

export default defineConfig({
  plugins: [react(), firstPaint(), ownCode(), precompress()],
  // A stand-in for what React itself has had since 18.
  resolve: { alias: [{ find: "use-sync-external-store/shim/index.js", replacement: "react" }] },
  build: {
    target: "baseline-widely-available",
    // The CSP has no `data:` for fonts and scripts; small images stay files that can be cached.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rolldownOptions: {
      // What every page loads at once is one script: it compresses better than pieces that lazy pages share.
      output: { codeSplitting: { groups: [{ name: "first", tags: ["$initial"] }] } },
      // Compressing takes most of the time, and should: the notice is of no use when the product is started.
      checks: { bundlerTimings: false },
      // The workspace's modules only define: what of them is not used here (the API's description) stays out.
      treeshake: { moduleSideEffects: [{ test: /\/packages\//, sideEffects: false }] },
    },
  },
  server: {
    // `changeOrigin: false` keeps the Host the browser sent, which the server's origin check compares.
    proxy: Object.fromEntries(
      ["/api", "/mqtt"].map((path) => [path, { target: SERVER, ws: true, changeOrigin: false }]),
    ),
  },
});
