// The microscope: a transport, the units that its bytes make, one of them under the lens, and the bad-frame bench.
import { expect, type Locator, type Page } from "@playwright/test";
import type { EchoSocketName, TransportName, WireViolationId } from "@hydra/protocol";

export type UnitKind = "request" | "answer" | "chunk" | "message" | "control" | "other";

export class WirePage {
  readonly page: Page;
  readonly state: Locator;
  readonly units: Locator;
  readonly list: Locator;
  readonly act: Locator;
  readonly bots: Locator;
  readonly connection: Locator;
  readonly pause: Locator;
  readonly step: Locator;
  readonly waiting: Locator;
  readonly copy: Locator;
  readonly copyAll: Locator;
  readonly clear: Locator;
  readonly inspector: Locator;
  readonly explanation: Locator;
  readonly dump: Locator;
  readonly grid: Locator;
  readonly lines: Locator;
  readonly share: Locator;
  readonly accept: Locator;
  readonly benchAll: Locator;
  readonly benchProgress: Locator;

  constructor(page: Page) {
    this.page = page;
    this.state = page.getByTestId("wire-state");
    this.units = page.getByTestId("wire-unit");
    this.list = page.getByTestId("wire-units");
    this.act = page.getByTestId("wire-act");
    this.bots = page.getByTestId("wire-bots");
    this.connection = page.getByTestId("wire-connection");
    this.pause = page.getByTestId("wire-pause");
    this.step = page.getByTestId("wire-step");
    this.waiting = page.getByTestId("wire-waiting");
    this.copy = page.getByTestId("wire-copy");
    this.copyAll = page.getByTestId("wire-copy-all");
    this.clear = page.getByTestId("wire-clear");
    this.inspector = page.getByTestId("wire-inspector");
    this.explanation = this.inspector.getByTestId("wire-explanation");
    this.dump = this.inspector.getByTestId("wire-dump");
    this.grid = this.inspector.getByTestId("wire-grid");
    this.lines = this.inspector.getByTestId("wire-lines");
    this.share = this.inspector.getByTestId("wire-share");
    this.accept = page.getByTestId("wire-accept");
    this.benchAll = page.getByTestId("bench-all");
    this.benchProgress = page.getByTestId("bench-progress");
  }

  async open(transport: TransportName = "websocket"): Promise<void> {
    await this.page.goto(`/lab/wire?transport=${transport}`);
    await this.expectLive();
  }

  async expectLive(): Promise<void> {
    await expect(this.state).toHaveAttribute("data-state", "live");
    await expect(this.units.first()).toBeVisible();
  }

  transport(transport: TransportName): Locator {
    return this.page.getByTestId(`wire-${transport}`);
  }

  ofKind(kind: UnitKind, direction?: "received" | "sent"): Locator {
    const way = direction === undefined ? "" : `[data-direction="${direction}"]`;
    return this.page.locator(`[data-testid="wire-unit"][data-kind="${kind}"]${way}`);
  }

  direction(direction: "both" | "received" | "sent"): Locator {
    return this.page.getByTestId(`wire-direction-${direction}`);
  }

  kind(kind: UnitKind): Locator {
    return this.page.getByTestId(`wire-kind-${kind}`);
  }

  /** A named field of the unit under the lens, such as `masking-key` or `header-value-upgrade`. */
  field(name: string): Locator {
    return this.inspector.getByTestId(`wire-field-${name}`);
  }

  /** The bytes that are lit, as hex. */
  async litBytes(): Promise<string> {
    const lit = await this.dump.locator(".dump-hex [data-lit]").allTextContents();
    return lit.join(" ");
  }

  violation(violation: WireViolationId): Locator {
    return this.page.getByTestId(`violation-${violation}`);
  }

  outcome(violation: WireViolationId, target: EchoSocketName): Locator {
    return this.violation(violation).getByTestId(`outcome-${target}`);
  }
}
