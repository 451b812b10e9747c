import { expect, test } from "vitest";
import { deriveAcceptKey, WEBSOCKET_GUID } from "../../src/index.ts";
import { toHex } from "../bytes.ts";

test("[WS16] shows each step of RFC 6455 §1.3's own example", () => {
  const steps = deriveAcceptKey("dGhlIHNhbXBsZSBub25jZQ==");
  expect(steps.concatenated).toBe(`dGhlIHNhbXBsZSBub25jZQ==${WEBSOCKET_GUID}`);
  expect(steps.concatenated).toBe("dGhlIHNhbXBsZSBub25jZQ==258EAFA5-E914-47DA-95CA-C5AB0DC85B11");
  expect(toHex(steps.digest)).toBe("b3 7a 4f 2c c0 62 4f 16 90 f6 46 06 cf 38 59 45 b2 be c4 ea");
  expect(steps.acceptKey).toBe("s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");
});
