// Clients of the proxy on the way that do not wait for answers: what they may have under way is bounded as at the server itself.
import { describe, expect, it } from "vitest";
import { afterAnExchange, eventually, HOLDING, openOrigin, Reader } from "./weathered-origin.ts";

const request = (path: string): string => `GET ${path} HTTP/1.1\r\nHost: x\r\n\r\n`;

describe("[PR122] requests that were sent before the answer to another", () => {
  it("end the connection where they are too many", async () => {
    const { origin } = await openOrigin(() => undefined);
    await using _ = origin;
    using reader = new Reader(origin.lab(HOLDING));
    reader.socket.write(request("/").repeat(2_000));
    await eventually(() => expect(reader.isClosed).toBe(true));
    expect(origin.requests.length).toBeLessThanOrEqual(1);
  });

  it("are asked for in their turn, when those before are answered", async () => {
    const { origin, responses } = await openOrigin(() => undefined);
    await using _ = origin;
    const port = origin.lab(HOLDING);
    using reader = new Reader(port);
    reader.socket.write(request("/1") + request("/2") + request("/3"));
    for (const answered of [0, 1, 2]) {
      await eventually(() => expect(responses).toHaveLength(answered + 1));
      await afterAnExchange(port);
      expect(responses).toHaveLength(answered + 1);
      responses[answered]?.end(`<${answered}>`);
    }
    await eventually(() => expect(reader.text).toMatch(/<0>[^]*<1>[^]*<2>/));
  });

  it("are not asked for once the client has gone", async () => {
    const { origin, responses } = await openOrigin(() => undefined);
    await using _ = origin;
    const port = origin.lab(HOLDING);
    using reader = new Reader(port);
    reader.socket.write(request("/1") + request("/2"));
    await eventually(() => expect(responses).toHaveLength(1));
    reader.socket.destroy();
    await eventually(() => expect(responses[0]?.destroyed).toBe(true));
    await afterAnExchange(port);
    expect(responses).toHaveLength(1);
  });
});
