// A feed of prices, and a page that follows it over any transport: all that a server of one's own needs of @hydra/feed.
import { createReadStream } from "node:fs";
import { join } from "node:path";
import { createKeyedFeed, liveFeed } from "@hydra/feed/server";
import Fastify from "fastify";

type Price = { readonly symbol: string; readonly price: number };

const SYMBOLS = ["ACME", "GLOBEX", "HYDRA", "INITECH", "UMBRELLA"];
const PAGE = join(import.meta.dirname, "page.html");
/** Built by `npm run pack`, as an application has it that installs the package. */
const LIBRARY = join(import.meta.dirname, "../../../packages/feed/dist");

const prices = createKeyedFeed<Price>({ key: "symbol" });
for (const symbol of SYMBOLS) prices.set({ symbol, price: 100 });

const app = Fastify();
await app.register(liveFeed, { prefix: "/prices", feed: prices });
app.get("/", (_request, reply) => reply.type("text/html; charset=utf-8").send(createReadStream(PAGE)));
app.get<{ Params: { file: string } }>("/feed/:file", (request, reply) =>
  reply.type("text/javascript").send(createReadStream(join(LIBRARY, request.params.file))),
);

const market = setInterval(() => {
  const symbol = SYMBOLS[Math.floor(Math.random() * SYMBOLS.length)] ?? "ACME";
  const before = prices.get(symbol)?.price ?? 100;
  prices.set({ symbol, price: Math.round(before * (98 + 4 * Math.random())) / 100 });
}, 200);
app.addHook("onClose", () => clearInterval(market));

const address = await app.listen({ host: "127.0.0.1", port: Number(process.env["PORT"] ?? 3000) });
console.log(`Prices: ${address}`);
for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => void app.close());
