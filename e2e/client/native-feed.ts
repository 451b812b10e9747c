// The browser's own EventSource and WebSocket on the feed, and a stock MQTT client, without a line of the project's client in between.
import { fileURLToPath } from "node:url";
import type { JSHandle, Page } from "@playwright/test";
import type { connect } from "mqtt";
import { decodeFrame, routes, TRAITS, type Frame, type TransportName } from "@hydra/protocol";

/** What arrived, as text, and the ids that came with it. */
interface Recording {
  readonly messages: { readonly id: string; readonly text: string }[];
  /** How often the connection stood. */
  opened: number;
  isClosed: boolean;
  close(): void;
}

export class NativeFeed {
  readonly #recording: JSHandle<Recording>;

  private constructor(recording: JSHandle<Recording>) {
    this.#recording = recording;
  }

  /** Over a transport that streams. */
  static open(
    page: Page,
    baseUrl: string,
    { familyId, transport }: { readonly familyId: string; readonly transport: TransportName },
  ): Promise<NativeFeed> {
    if (TRAITS[transport].isShared === true) return this.mqtt(page, baseUrl, familyId);
    const url = baseUrl + routes.feed(familyId, transport);
    return TRAITS[transport].needsUpgrade ? this.webSocket(page, url) : this.eventSource(page, url);
  }

  static async eventSource(page: Page, url: string): Promise<NativeFeed> {
    const recording = await page.evaluateHandle((address): Recording => {
      const source = new EventSource(address);
      const messages: { id: string; text: string }[] = [];
      const kept = { messages, opened: 0, isClosed: false, close: () => source.close() };
      source.addEventListener("open", () => (kept.opened += 1));
      for (const type of ["snapshot", "delta", "heartbeat"]) {
        source.addEventListener(type, ({ data, lastEventId }: MessageEvent<string>) => {
          messages.push({ id: lastEventId, text: data });
        });
      }
      return kept;
    }, url);
    return new NativeFeed(recording);
  }

  static async webSocket(page: Page, url: string): Promise<NativeFeed> {
    const recording = await page.evaluateHandle(
      (address): Recording => {
        const socket = new WebSocket(address);
        const messages: { id: string; text: string }[] = [];
        const kept = { messages, opened: 0, isClosed: false, close: () => socket.close() };
        socket.addEventListener("open", () => (kept.opened += 1));
        socket.addEventListener("close", () => (kept.isClosed = true));
        socket.addEventListener("message", ({ data }: MessageEvent<string>) => {
          messages.push({ id: "", text: data });
        });
        return kept;
      },
      url.replace(/^http/, "ws"),
    );
    return new NativeFeed(recording);
  }

  /** MQTT.js of npm, for a page whose policy lets scripts in. */
  static async mqtt(page: Page, baseUrl: string, familyId: string): Promise<NativeFeed> {
    await page.addScriptTag({ path: fileURLToPath(import.meta.resolve("mqtt/dist/mqtt.min")) });
    const topic = routes.topic(familyId);
    const url = baseUrl.replace(/^http/, "ws") + routes.feed(familyId, "mqtt");
    const recording = await page.evaluateHandle(
      ({ address, topics }): Recording => {
        const { mqtt } = globalThis as unknown as { mqtt: { connect: typeof connect } };
        const client = mqtt.connect(address, { reconnectPeriod: 0, protocolVersion: 4 });
        const messages: { id: string; text: string }[] = [];
        const kept = { messages, opened: 0, isClosed: false, close: () => void client.end(true) };
        client.on("connect", () => (kept.opened += 1));
        client.on("close", () => (kept.isClosed = true));
        client.on("message", (_, payload) => messages.push({ id: "", text: payload.toString() }));
        client.subscribe(topics);
        return kept;
      },
      { address: url, topics: [`${topic}/snapshot`, `${topic}/delta`] },
    );
    return new NativeFeed(recording);
  }

  /** Everything that arrived so far, decoded; a message that is no frame throws. */
  async frames(): Promise<Frame[]> {
    const messages = await this.#recording.evaluate((recording) => recording.messages);
    return messages.map(({ text }) => decodeFrame(text)).filter((frame) => frame !== undefined);
  }

  /** The ids that the browser took from the events. */
  async ids(): Promise<string[]> {
    const messages = await this.#recording.evaluate((recording) => recording.messages);
    return messages.map(({ id }) => id);
  }

  /** How often the connection has stood: 1 until it had to come back. */
  async opened(): Promise<number> {
    return this.#recording.evaluate((recording) => recording.opened);
  }

  /** A socket's end; an EventSource has none, it comes back. */
  async isClosed(): Promise<boolean> {
    return this.#recording.evaluate((recording) => recording.isClosed);
  }

  async close(): Promise<void> {
    await this.#recording.evaluate((recording) => {
      recording.close();
    });
  }
}
