// The microscope on a broker's connection: MQTT's packets in the frames of a WebSocket.
import { expect, test } from "../fixtures/test.ts";

test("MQTT: packets in a socket's frames, each bit with its name, its section, and its bytes", async ({
  wire,
  page,
}) => {
  await wire.open("mqtt");
  const ofType = (type: string) => wire.ofKind("message").filter({ hasText: type });
  for (const type of ["CONNECT", "CONNACK", "SUBSCRIBE", "SUBACK", "PUBLISH"])
    await expect(ofType(type).first()).toBeVisible();

  // What a client sends is masked: names find the bytes on the wire, values are what was meant.
  await ofType("CONNECT").first().click();
  await expect(page.getByTestId("wire-packet")).toHaveAttribute("data-type", "CONNECT");
  await expect(wire.share).toHaveAttribute("data-payload", "0");
  await wire.field("keep-alive").hover();
  await expect(wire.explanation).toContainText("60");
  await expect(wire.explanation).toContainText("MQTT 3.1.1 §3.1.2.10");
  expect(await wire.litBytes()).toMatch(/^[0-9a-f]{2} [0-9a-f]{2}$/);
  await wire.field("protocol-name").hover();
  await expect(wire.explanation).toContainText("MQTT");
  expect(await wire.litBytes()).not.toBe("4d 51 54 54");
  await wire.field("clean-session").hover();
  await expect(wire.explanation).toContainText("bits 1");

  const delta = ofType("/ranking/delta").first();
  await delta.click();
  await wire.field("packet-type").hover();
  await expect(wire.explanation).toContainText("3 PUBLISH");
  expect(await wire.litBytes()).toBe("30");
  await wire.field("topic-name").hover();
  await expect(wire.explanation).toContainText(/hydra\/families\/[\w-]+\/ranking\/delta/);
  // The frame in the packet is payload; headers and topic are what it costs.
  const message = await wire.inspector.locator(".unit-text").textContent();
  expect(JSON.parse(message ?? "")).toMatchObject({ type: "delta" });
  await expect(wire.share).toHaveAttribute(
    "data-payload",
    String(new TextEncoder().encode(message ?? "").length),
  );
  await wire.field("application-message").hover();
  expect((await wire.litBytes()).startsWith("7b 22 74")).toBe(true);
  // And from a byte to its names.
  await wire.dump.locator(".dump-hex [data-fields]").nth(3).hover();
  for (const field of ["packet-type", "DUP", "QoS", "RETAIN"])
    await expect(wire.field(field)).toHaveAttribute("data-lit", "true");
});
