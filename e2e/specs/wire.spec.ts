// The microscope: what it shows is what the browser sent and got, every name finds its bytes, and every rule of RFC 6455
// can be broken.
import { AxeBuilder } from "@axe-core/playwright";
import {
  ECHO_SOCKETS,
  routes,
  TRAITS,
  TRANSPORTS,
  WIRE_VIOLATION_IDS,
  type TransportName,
  type WireViolationId,
} from "@hydra/protocol";
import type { Page } from "@playwright/test";
import { expect, test } from "../fixtures/test.ts";

/** What the microscope cuts a transport's frames into. */
function kindOf(transport: TransportName): "message" | "chunk" | "answer" {
  if (TRAITS[transport].needsUpgrade) return "message";
  return TRAITS[transport].mode === "streaming" ? "chunk" : "answer";
}

for (const transport of TRANSPORTS) {
  test(`${transport} shows its own bytes, as the browser sent and got them`, async ({ wire, page }) => {
    const requests: string[] = [];
    const messages: string[] = [];
    page.on("request", (request) => requests.push(request.url()));
    page.on("websocket", (socket) => {
      requests.push(socket.url());
      socket.on("framereceived", ({ payload }) => messages.push(payload.toString()));
    });
    await wire.open(transport);
    // Of a broker's connection the first frames are its own.
    const unit = wire
      .ofKind(kindOf(transport), "sent")
      .filter({ hasText: transport === "mqtt" ? "PUBLISH" : "" })
      .first();
    await expect(unit).toBeVisible();

    await wire.ofKind("request").first().click();
    const target = await wire.field("target").textContent();
    expect(requests.map((url) => new URL(url)).map(({ pathname, search }) => pathname + search)).toContain(
      target,
    );
    await expect(wire.share).toHaveAttribute("data-payload", "0");

    await unit.click();
    await expect(wire.share).not.toHaveAttribute("data-payload", "0");
    if (TRAITS[transport].needsUpgrade) {
      const text = await wire.inspector.locator(".unit-text").textContent();
      const sent = messages.map((message) => message.slice(-(text ?? "").length));
      expect(sent).toContain(text);
    }
    // Every byte is in the dump, and in as many bytes of text.
    const size = Number(await unit.getAttribute("data-bytes"));
    const shown = (await wire.dump.locator(".dump-hex").allTextContents()).join("").replaceAll(/\s/g, "");
    expect(shown).toHaveLength(2 * Math.min(size, 512));
  });
}

test("the accept key computed in the page is the one the server sent", async ({ wire }) => {
  await wire.open("websocket");
  await wire.ofKind("answer").first().click();
  await expect(wire.accept).toHaveAttribute("data-same", "true");
  const sent = await wire.page.getByTestId("accept-sent").textContent();
  await expect(wire.page.getByTestId("accept-computed")).toHaveText(sent ?? "");
  await expect(wire.field("header-value-sec-websocket-accept")).toHaveText(sent ?? "");
});

test("names find their bytes and bytes their names, by pointer and by keyboard", async ({ wire, page }) => {
  await wire.open("websocket");
  await wire.act.click();
  await wire.ofKind("message", "received").first().click();
  await wire.field("masking-key").hover();
  const key = await wire.litBytes();
  expect(key).toMatch(/^([0-9a-f]{2} ){3}[0-9a-f]{2}$/);
  await expect(wire.explanation).toContainText("RFC 6455 §5.3");
  await expect(wire.explanation).toContainText(key);
  // The first byte has five fields.
  await wire.dump.locator("[data-fields]").first().hover();
  for (const field of ["FIN", "RSV1", "RSV2", "RSV3", "opcode"]) {
    await expect(wire.field(field)).toHaveAttribute("data-lit", "true");
  }
  await wire.dump.focus();
  await page.mouse.move(0, 0);
  // Browsers report a pointer's way with the next frame; a key before that would go on from where it was.
  await expect(wire.field("FIN")).not.toHaveAttribute("data-lit", "true");
  await page.keyboard.press("ArrowRight");
  await page.keyboard.press("ArrowRight");
  await page.keyboard.press("ArrowRight");
  await expect(wire.field("masking-key")).toHaveAttribute("data-lit", "true");
  await wire.field("FIN").focus();
  await page.keyboard.press("ArrowRight");
  await expect(wire.field("RSV1")).toBeFocused();
  await expect(wire.explanation).toContainText("RSV1");
  // Masked and unmasked, side by side.
  const text = page.getByTestId("wire-unmasking").locator("tr").last();
  await expect(text).toContainText(/\{\s*"\s*t/);
});

test("a Close is seen both ways, and a new connection begins anew", async ({ wire }) => {
  await wire.open("websocket");
  await wire.connection.click();
  await expect(wire.ofKind("control", "received")).toHaveCount(1);
  await expect(wire.ofKind("control", "sent")).toHaveCount(1);
  await wire.connection.click();
  await wire.expectLive();
  await expect(wire.ofKind("control")).toHaveCount(0);
});

test("a pause holds everything back, a step shows one, filters and clearing do what they promise", async ({
  wire,
  page,
}) => {
  await wire.open("websocket");
  await wire.pause.focus();
  await page.keyboard.press("Space");
  await expect(wire.pause).toHaveAttribute("aria-pressed", "true");
  await expect(wire.waiting).not.toHaveAttribute("data-count", "0");
  const before = await wire.units.count();
  await wire.bots.click();
  await expect.poll(async () => Number(await wire.waiting.getAttribute("data-count"))).toBeGreaterThan(0);
  await wire.step.focus();
  await page.keyboard.press("Enter");
  await expect(wire.units).toHaveCount(before + 1);
  await expect(wire.units.last()).toHaveAttribute("aria-selected", "true");
  await wire.pause.click();
  await expect(wire.waiting).toBeHidden();

  await wire.direction("received").check();
  await expect(wire.units).toHaveCount(1);
  await wire.direction("both").check();
  await wire.kind("message").uncheck();
  await expect(wire.ofKind("message")).toHaveCount(0);
  await expect(wire.ofKind("request")).toHaveCount(1);
  await wire.kind("message").check();

  await wire.list.focus();
  await page.keyboard.press("Home");
  await expect(wire.units.first()).toHaveAttribute("aria-selected", "true");
  await page.keyboard.press("ArrowDown");
  await expect(wire.units.nth(1)).toHaveAttribute("aria-selected", "true");

  await wire.clear.click();
  await expect(wire.ofKind("request")).toHaveCount(0);
});

test("what is chosen, and all that is shown, is copied as hex", async ({ wire, page, context }) => {
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  await wire.open("polling");
  await wire.pause.click();
  await wire.ofKind("request").first().click();
  const copied = (): Promise<string> => page.evaluate(() => navigator.clipboard.readText());
  await wire.copy.click();
  await expect.poll(copied).toMatch(/^00000000 {2}47 45 54 20 2f .*\|GET \/api\/familie\|/);
  await wire.copyAll.click();
  await expect.poll(async () => (await copied()).match(/^00000000/gm)?.length).toBe(await wire.units.count());
});

test("polling: an entity tag that still holds is answered 304, and costs no payload", async ({ wire }) => {
  await wire.open("polling");
  await wire.bots.click();
  // The last hit may still be on its way; then the tag is an old one.
  const notModified = wire.ofKind("answer").filter({ hasText: "304" });
  await expect(async () => {
    await wire.act.click();
    await expect(notModified.first()).toBeVisible({ timeout: 2_000 });
  }).toPass();
  await notModified.first().click();
  await expect(wire.share).toHaveAttribute("data-payload", "0");
  await wire.field("header-value-etag").hover();
  await expect(wire.explanation).toContainText("RFC 9110 §8.8.3");
});

test("long-polling: a hold that ends with nothing new is answered 204, as late as was asked", async ({
  wire,
}) => {
  await wire.open("long-polling");
  await wire.bots.click();
  const nothing = wire.ofKind("answer").filter({ hasText: "204" });
  await expect(async () => {
    await wire.act.click();
    await expect(nothing.first()).toBeVisible({ timeout: 3_000 });
  }).toPass();
  await nothing.first().click();
  await expect(wire.inspector).toContainText(/The server answered [\d.]+ s after/);
});

test("server-sent events: chunks, and the fields of the events in them", async ({ wire }) => {
  await wire.open("sse");
  await wire.ofKind("chunk").filter({ hasText: "delta" }).first().click();
  await wire.field("chunk-size").hover();
  await expect(wire.explanation).toContainText("RFC 9112 §7.1");
  await wire.field("sse-value-id").hover();
  await expect(wire.explanation).toContainText("Last-Event-ID");
  await expect(wire.inspector).toContainText("event delta");
});

test("a session cookie is on the wire, and on the screen only its length is", async ({
  wire,
  context,
  server,
}) => {
  await wire.open("polling");
  await wire.ofKind("request").first().click();
  const familyId = /families\/([^/]+)/.exec((await wire.field("target").textContent()) ?? "")?.[1] ?? "";
  const secret = "a-session-nobody-may-see";
  await context.addCookies([
    { name: "hydra_session", value: secret, url: server.url + routes.family(familyId), httpOnly: true },
  ]);
  await wire.clear.click();
  await expect(wire.ofKind("request")).not.toHaveCount(0);
  await wire.ofKind("request").last().click();
  await expect(wire.field("header-value-cookie")).toHaveText("*".repeat(`hydra_session=${secret}`.length));
  await expect(wire.inspector).not.toContainText(secret);
});

/** What the library does otherwise. */
const LIBRARY: Partial<Record<WireViolationId, string>> = {
  "length-16-not-shortest": "accepted",
  "length-64-not-shortest": "accepted",
  "length-top-bit": "1009",
  "utf8-early": "waits",
};

test("the bench breaks every rule against both, and the hand-written one is always right", async ({
  wire,
}) => {
  await wire.open("websocket");
  await wire.benchAll.click();
  await expect(wire.benchProgress).toHaveAttribute("data-over", "true", { timeout: 60_000 });
  for (const violation of WIRE_VIOLATION_IDS) {
    for (const target of ECHO_SOCKETS) {
      const other = target === "ws" ? LIBRARY[violation] : undefined;
      const outcome = wire.outcome(violation, target);
      await expect(outcome, `${violation} ${target}`).toHaveAttribute(
        "data-right",
        String(other === undefined),
      );
      if (other !== undefined) await expect(outcome).toHaveAttribute("data-outcome", other);
    }
  }
  const row = wire.violation("unmasked");
  await row.getByRole("button", { name: /Look at the bytes/ }).click();
  const bytes = wire.page.locator(".bench-detail");
  await expect(bytes).toContainText("Breaks a rule: a client must mask its frames (RFC 6455 §5.1).");
  await expect(bytes.getByTestId("wire-grid").first()).toBeVisible();
});

test("the lab leads to the wire and the wire back", async ({ lab, page, wire }) => {
  await lab.open("?rate=1");
  await page.getByTestId("to-wire").click();
  await expect(page).toHaveURL(/\/lab\/wire/);
  await wire.expectLive();
  await page.getByRole("link", { name: "To the lab" }).click();
  await expect(page).toHaveURL(/\/lab(\?|$)/);
});

test("axe finds nothing serious in either theme, and nothing is wider than a screen", async ({
  wire,
  page,
}) => {
  await wire.open("websocket");
  await wire.act.click();
  await expect(wire.ofKind("message", "received").first()).toBeVisible();
  // What axe reads stands still meanwhile.
  await wire.bots.click();
  const looks = [
    { unit: wire.ofKind("request").first(), colorScheme: "light" },
    { unit: wire.ofKind("message", "received").first(), colorScheme: "dark" },
  ] as const;
  for (const { unit, colorScheme } of looks) {
    await unit.click();
    await page.emulateMedia({ colorScheme });
    expect(await seriousFindings(page)).toEqual([]);
    await wire.violation("unmasked").getByRole("button", { name: "Try" }).click();
    await expect(wire.outcome("unmasked", "rfc6455")).toBeVisible();
    await wire.violation("unmasked").getByRole("button", { name: /Look/ }).click();
    for (const width of [360, 768, 1_440, 2_560]) {
      await page.setViewportSize({ width, height: 800 });
      await expect
        .poll(() =>
          page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth),
        )
        .toBe(0);
    }
  }
});

async function seriousFindings(page: Page): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page })
    .withTags(["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"])
    .analyze();
  return violations
    .filter(({ impact }) => impact === "serious" || impact === "critical")
    .map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(" | ")}`);
}
