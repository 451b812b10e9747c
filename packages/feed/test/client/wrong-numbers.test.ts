// What of the client takes numbers: each that is none is refused by its name. A poll interval of NaN polled as often as may be.
import { expect, it } from "vitest";
import { createBackoff, createConnection, PagePresence } from "../../src/client/index.ts";
import { createSseDecoder } from "../../src/wire/sse.ts";
import { createRig } from "./rig.ts";

it.each([0, -1, Number.NaN, "50", null])("refuses a number that is none by its name: %o", async (value) => {
  const wrong = value as number;
  const open = (): unknown =>
    createConnection({ url: "http://127.0.0.1:1/rows", transport: "polling", pollIntervalMs: wrong });
  expect(open).toThrow('"pollIntervalMs"');
  const { connection } = createRig();
  expect(() => connection.setPollInterval(wrong)).toThrow('"pollIntervalMs"');
  await expect(connection.switchTo("polling", { timeoutMs: wrong })).rejects.toThrow('"timeoutMs"');
  expect(() => createBackoff({ baseMs: wrong })).toThrow('"baseMs"');
  expect(() => createBackoff({ capMs: wrong })).toThrow('"capMs"');
  expect(() => createSseDecoder({ onEvent: () => undefined, maxLength: wrong })).toThrow('"maxLength"');
  if (value !== 0) expect(() => new PagePresence({ connection, weight: wrong })).toThrow('"weight"');
  connection.close();
});
