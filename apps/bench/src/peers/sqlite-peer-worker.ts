// What one writes with node:http and node:sqlite and nothing else to store attacks: one INSERT, and so one commit, for each, on a
// thread of its own because a commit waits for the disk; answered when it is there. No names, rules, ranking or feed.
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { Worker } from "node:worker_threads";

const store = new Worker(new URL("./sqlite-peer-store.ts", import.meta.url), { argv: process.argv.slice(2) });
/** Answers not sent yet, in the order of what was given to the store. */
const waiting: ServerResponse[] = [];

store.on("message", (seq: number) => {
  const body = JSON.stringify({ seq });
  waiting
    .shift()
    ?.writeHead(200, { "content-type": "application/json", "content-length": body.length })
    .end(body);
});

const server = createServer({ noDelay: true, keepAliveTimeout: 60_000 }, (request, response) => {
  storeAttack(request, response);
});

function storeAttack(request: IncomingMessage, response: ServerResponse): void {
  const chunks: Buffer[] = [];
  request.on("data", (chunk: Buffer) => chunks.push(chunk));
  request.on("end", () => {
    const text = Buffer.concat(chunks).toString();
    JSON.parse(text);
    waiting.push(response);
    store.postMessage(text);
  });
}

server.listen(0, "127.0.0.1", () => process.send?.(server.address()));
