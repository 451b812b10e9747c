// A server on IPv6: its weather, its bench and the policy of its pages, whose grammar has no such addresses.
import { decodeLabAnswer, decodeViolationAnswer, routes } from "@hydra/protocol";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startServer, type RunningServer } from "../../src/index.ts";
import { createFamily } from "../http-player.ts";

describe.each(["::1", "::"])("a server on %s", (host) => {
  let server: RunningServer;
  beforeAll(async () => {
    server = await startServer({ host });
  });
  afterAll(() => server.close());

  const ports = async (): Promise<number[]> => {
    const { weatherPort, slowPort } = decodeLabAnswer(await (await fetch(server.url + routes.lab)).text());
    return [weatherPort ?? 0, slowPort ?? 0];
  };

  it("has an address that can be opened", () => {
    expect(server.url).toBe(`http://[::1]:${server.port}`);
  });

  it("[PR80] lets its page read through the weather, and open sockets there", async () => {
    const familyId = await createFamily(server);
    for (const port of await ports()) {
      const place = `http://[::1]:${port}`;
      const answer = await fetch(place + routes.feed(familyId, "polling"), {
        headers: { origin: server.url },
      });
      expect(answer.status).toBe(200);
      expect(answer.headers.get("access-control-allow-origin")).toBe(server.url);
      const url = place.replace("http", "ws") + routes.feed(familyId, "websocket");
      const socket = new WebSocket(url, { headers: { origin: server.url } });
      await new Promise((resolve, reject) => {
        socket.addEventListener("message", resolve);
        socket.addEventListener("error", reject);
      });
      socket.close();
    }
  });

  it("[PR96] reaches its own echo sockets", async () => {
    const answer = await fetch(server.url + routes.labViolations, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ violation: "version-8", target: "ws" }),
    });
    const { sent, received } = decodeViolationAnswer(await answer.text());
    expect(Buffer.from(sent, "base64").toString()).toContain(`Host: [::1]:${server.port}\r\n`);
    expect(Buffer.from(received, "base64").toString()).toMatch(/^HTTP\/1\.1 426 /);
  });

  it("names no address in a page's policy that cannot stand there, and the ports all the same", async () => {
    const policy = (await fetch(`${server.url}/api/docs`)).headers.get("content-security-policy") ?? "";
    expect(policy).not.toContain("[");
    for (const port of await ports())
      for (const scheme of ["http", "ws"]) expect(policy).toContain(`${scheme}://*:${port}`);
    if (host === "::1") return;
    const overIPv4 = await fetch(`http://127.0.0.1:${server.port}/api/docs`);
    expect(overIPv4.headers.get("content-security-policy")).not.toContain("*");
  });
});
