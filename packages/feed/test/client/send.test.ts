import { once } from "node:events";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { WebSocket as LibrarySocket } from "ws";
import { createConnection } from "../../src/client/create-connection.ts";
import { createRig, story } from "./rig.ts";
import { startScriptedServer } from "./scripted-server.ts";

const { snapshot } = story;
const never = new AbortController().signal;
const command = { type: "order", commandId: "c1", amount: 3 };

describe("a command over a connection", () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it("goes over the feed in use, and over the next one after a switch", async () => {
    const { connection, feeds } = createRig({ transport: "websocket" });
    feeds[0]!.send(snapshot(5));
    feeds[0]!.onCommand = () => Promise.resolve({ commandId: "c1", price: 7 });
    expect(await connection.send(command, never)).toEqual({ commandId: "c1", price: 7 });
    const done = connection.switchTo("websocket-raw");
    void connection.send(command, never);
    feeds[1]!.send(snapshot(5));
    await done;
    void connection.send(command, never);
    expect([feeds[0]!.commands.length, feeds[1]!.commands.length]).toEqual([2, 1]);
  });

  it("[SE1] goes over none that was opened with other credentials", async () => {
    const { connection, feeds } = createRig({ transport: "websocket" });
    feeds[0]!.send(snapshot(5));
    connection.renewCredentials();
    expect(connection.send(command, never)).toBeUndefined();
    const reopened = connection.reopen();
    feeds[1]!.send(snapshot(5));
    await reopened;
    void connection.send(command, never);
    expect([feeds[0]!.commands.length, feeds[1]!.commands.length]).toEqual([0, 1]);
  });

  it("is not sent while nothing is open", () => {
    const { connection } = createRig({ transport: "websocket", isPaused: true });
    expect(connection.send(command, never)).toBeUndefined();
  });
});

describe("against a real server", () => {
  it("a command is one message, over a WebSocket that the application gives too, with its token", async () => {
    await using server = await startScriptedServer();
    const connection = createConnection({
      url: `${server.url}/prices`,
      transport: "websocket",
      token: "t",
      // The library's is the same in all that is used of it.
      WebSocket: LibrarySocket as unknown as typeof WebSocket,
    });
    const { socket, request } = await server.nextSocket();
    expect(request.headers.authorization).toBe("Bearer t");
    expect(request.headers["user-agent"]).toBeUndefined();
    socket.send(JSON.stringify(snapshot(5)));
    await vi.waitFor(() => expect(connection.state.type).toBe("live"));
    const answer = connection.send(command, never);
    expect(JSON.parse(String((await once(socket, "message"))[0]))).toEqual(command);
    socket.send(JSON.stringify({ type: "outcome", commandId: "c1", price: 7 }));
    expect(await answer).toEqual({ commandId: "c1", price: 7 });
    connection.close();
  });
});
