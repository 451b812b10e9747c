// A real browser's WebSocket against the two echo sockets: what it sends comes back, masked on the way there and not on
// the way back, in frames of each of the three lengths.
import { ECHO_SOCKETS, routes } from "@hydra/protocol";
import { expect, test } from "../fixtures/test.ts";

for (const name of ECHO_SOCKETS) {
  test(`a browser receives from ${name} what it sent`, async ({ page, server, console }) => {
    // Any page of the server's own origin will do; this one is no page of the app, and names no icon.
    console.allow(/favicon\.ico/);
    await page.goto(routes.families);
    const url = `${server.url}${routes.labEcho(name)}`.replace("http", "ws");
    const echoed = await page.evaluate(async (address) => {
      const socket = new WebSocket(address);
      socket.binaryType = "arraybuffer";
      await new Promise((resolve) => socket.addEventListener("open", resolve));
      const echo = (message: string | Uint8Array<ArrayBuffer>): Promise<unknown> =>
        new Promise((resolve) => {
          socket.addEventListener("message", ({ data }: MessageEvent<unknown>) => resolve(data), {
            once: true,
          });
          socket.send(message);
        });
      const texts = [
        "",
        "九头蛇 🐍",
        "x".repeat(125),
        "x".repeat(126),
        "x".repeat(65_535),
        "x".repeat(1_000_000),
      ];
      const areSame: boolean[] = [];
      for (const text of texts) areSame.push((await echo(text)) === text);
      const bytes = Uint8Array.from({ length: 300_000 }, (_, index) => index % 251);
      const back = await echo(bytes);
      const same =
        back instanceof ArrayBuffer && new Uint8Array(back).every((byte, index) => byte === bytes[index]);
      const closed = new Promise<CloseEvent>((resolve) => socket.addEventListener("close", resolve));
      socket.close(4_321, "bye");
      const { code, wasClean } = await closed;
      const { extensions, protocol } = socket;
      return { areSame, same, code, wasClean, extensions, protocol };
    }, url);
    expect(echoed).toEqual({
      areSame: [true, true, true, true, true, true],
      same: true,
      code: 4_321,
      wasClean: true,
      extensions: "",
      protocol: "",
    });
  });
}
