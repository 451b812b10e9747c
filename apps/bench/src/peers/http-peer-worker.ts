// What one writes with node:http and nothing else: /events an event stream by response.write, /next a long-poll, /ranking a poll
// with an ETag, and POST /attacks answered at once and stored nowhere.
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { atPace, createPeerFrames, EVENT_ID, readPeerOptions } from "./peer-frames.ts";

const { frameBytes, framesPerSecond, snapshotBytes } = readPeerOptions(process.argv.slice(2));
const nextFrame = createPeerFrames(frameBytes);
const streams = new Set<ServerResponse>();
let parked: ServerResponse[] = [];
const snapshot = Buffer.from(createPeerFrames(snapshotBytes)().text);
const SNAPSHOT_TAG = '"peer:1"';
const OUTCOME = JSON.stringify({
  commandId: "0000000000000000",
  seq: 100_000,
  damage: 15,
  critical: false,
  killingBlow: false,
  totalDamage: 100_000,
  rank: 50,
  duplicate: false,
});

const server = createServer({ noDelay: true, keepAliveTimeout: 60_000 }, (request, response) => {
  const [path] = (request.url ?? "").split("?");
  if (path === "/events") openStream(response);
  else if (path === "/next") answerNext(request, response);
  else if (path === "/ranking") answerRanking(request, response);
  else answerAttack(request, response);
});

function openStream(response: ServerResponse): void {
  response.writeHead(200, { "content-type": "text/event-stream", "cache-control": "no-cache" });
  response.write(asEvent(nextFrame().text));
  streams.add(response);
  response.once("close", () => streams.delete(response));
}

function answerNext({ url = "" }: IncomingMessage, response: ServerResponse): void {
  if (url.includes("since=")) parked.push(response);
  else answerFrame(response, Buffer.from(nextFrame().text), '"peer:0"');
}

function answerFrame(response: ServerResponse, body: Buffer, etag: string): void {
  response.writeHead(200, {
    "content-type": "application/json",
    "content-length": body.length,
    etag,
    "cache-control": "no-cache",
  });
  response.end(body);
}

function answerRanking({ headers }: IncomingMessage, response: ServerResponse): void {
  if (headers["if-none-match"] === SNAPSHOT_TAG) {
    response.writeHead(304, { etag: SNAPSHOT_TAG, "cache-control": "no-cache" });
    response.end();
  } else answerFrame(response, snapshot, SNAPSHOT_TAG);
}

function answerAttack(request: IncomingMessage, response: ServerResponse): void {
  const chunks: Buffer[] = [];
  request.on("data", (chunk: Buffer) => chunks.push(chunk));
  request.on("end", () => {
    JSON.parse(Buffer.concat(chunks).toString());
    response.writeHead(200, { "content-type": "application/json", "content-length": OUTCOME.length });
    response.end(OUTCOME);
  });
}

function asEvent(text: string): Buffer {
  return Buffer.from(`event: delta\nid: ${EVENT_ID}\ndata: ${text}\n\n`);
}

atPace(framesPerSecond, () => {
  const { seq, text } = nextFrame();
  const event = asEvent(text);
  for (const response of streams) response.write(event);
  const waiting = parked;
  parked = [];
  const body = Buffer.from(text);
  const etag = `"peer:${seq}"`;
  for (const response of waiting) answerFrame(response, body, etag);
});

server.listen(0, "127.0.0.1", () => process.send?.(server.address()));
