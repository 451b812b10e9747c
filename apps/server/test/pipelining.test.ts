import { once } from "node:events";
import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, it } from "vitest";
import { inOrder, inTurn, isOneTooMany } from "../src/pipelining.ts";
import { RawConnection } from "./raw-connection.ts";

const REQUEST = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";

async function listening(route: RequestListener) {
  const server = createServer(route).listen(0, "127.0.0.1");
  // As the real server does, whose answer a destroyed connection does not get.
  server.on("clientError", (_error, socket) => socket.destroy());
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  return { port, [Symbol.asyncDispose]: async () => void server.close() };
}

it("a connection that asks too far ahead is cut, and what else it has sent is not parsed", async () => {
  let requests = 0;
  await using server = await listening((request, response) => {
    requests += 1;
    if (!isOneTooMany(request, response)) response.end("x");
  });
  await using connection = await RawConnection.open(server.port);
  await connection.send(REQUEST.repeat(2_000)).ended();
  // One is answered, 64 wait, and the next is one too many; again as much for each piece in which they may have arrived.
  expect(requests).toBeLessThan(500);
  await using next = await RawConnection.open(server.port);
  await next.send(REQUEST).untilText("HTTP/1.1 200 OK");
});

it("pipelined requests are worked on in order, each in another turn of the event loop", async () => {
  const REQUESTS = 20;
  const begun: string[] = [];
  let [turn, busyTurns, lastTurn] = [0, 0, -1];
  let isOver = false;
  const count = (): void => {
    turn += 1;
    if (!isOver) setImmediate(count);
  };
  count();
  await using server = await listening(
    inTurn(({ url = "" }, response) => {
      begun.push(url);
      if (turn !== lastTurn) busyTurns += 1;
      lastTurn = turn;
      response.end(`<${url}>`);
    }),
  );
  await using connection = await RawConnection.open(server.port);
  const urls = Array.from({ length: REQUESTS }, (_, n) => `/${n}`);
  connection.send(urls.map((url) => `GET ${url} HTTP/1.1\r\nHost: a\r\n\r\n`).join(""));
  await connection.untilText(`</${REQUESTS - 1}>`);
  isOver = true;
  expect(begun).toEqual(urls);
  expect(busyTurns).toBe(REQUESTS);
});

it("a request whose connection has gone when its turn comes is not worked on", async () => {
  const begun: string[] = [];
  await using server = await listening(
    inTurn(({ url = "", socket }, response) => {
      begun.push(url);
      response.end("x");
      if (url === "/0") response.once("finish", () => socket.destroy());
    }),
  );
  await using connection = await RawConnection.open(server.port);
  await connection.send("GET /0 HTTP/1.1\r\nHost: a\r\n\r\nGET /1 HTTP/1.1\r\nHost: a\r\n\r\n").ended();
  await new Promise((resolve) => setImmediate(resolve));
  expect(begun).toEqual(["/0"]);
});

it("requests behind one that is not answered are begun in order, and few in a turn of the event loop", async () => {
  const REQUESTS = 20;
  const begun: string[] = [];
  const turns = new Set<number>();
  let turn = 0;
  let isOver = false;
  const count = (): void => {
    turn += 1;
    if (!isOver) setImmediate(count);
  };
  count();
  const answers: (() => void)[] = [];
  await using server = await listening(
    inOrder(({ url = "" }, response) => {
      begun.push(url);
      turns.add(turn);
      const startedAt = performance.now();
      while (performance.now() < startedAt + 2) continue;
      answers.push(() => response.end(`<${url}>`));
      if (begun.length === REQUESTS) for (const answer of answers) answer();
    }),
  );
  await using connection = await RawConnection.open(server.port);
  const urls = Array.from({ length: REQUESTS }, (_, n) => `/${n}`);
  connection.send(urls.map((url) => `GET ${url} HTTP/1.1\r\nHost: a\r\n\r\n`).join(""));
  const received = await connection.untilText(`</${REQUESTS - 1}>`);
  isOver = true;
  expect(begun).toEqual(urls);
  expect(received.match(/<[^>]+>/g)).toEqual(urls.map((url) => `<${url}>`));
  // Of 2 ms each three take the 5 ms of a turn; the first is begun as it comes.
  expect(turns.size).toBeGreaterThanOrEqual(REQUESTS / 3);
});
