// Opens and reads a capture as a page does: with the cookie that opening it set.
import {
  decodeWireAnswer,
  decodeWireCapture,
  routes,
  type WireAnswer,
  type WireCapture,
  type WirePiece,
} from "@hydra/protocol";

export class CaptureClient {
  readonly capture: WireCapture;
  readonly setCookie: string;
  /** Everything read so far. */
  readonly pieces: WirePiece[] = [];
  readonly #url: string;

  private constructor(url: string, capture: WireCapture, setCookie: string) {
    this.#url = url;
    this.capture = capture;
    this.setCookie = setCookie;
  }

  static async open(url: string): Promise<CaptureClient> {
    const answer = await fetch(url + routes.labWires, { method: "POST" });
    const capture = decodeWireCapture(await answer.text());
    return new CaptureClient(url, capture, answer.headers.get("set-cookie") ?? "");
  }

  get cookie(): string {
    return this.setCookie.split(";")[0] ?? "";
  }

  ask(query = "", init: RequestInit = {}): Promise<Response> {
    return fetch(`${this.#url}${routes.labWire(this.capture.captureId)}?${query}`, {
      ...init,
      headers: { cookie: this.cookie },
    });
  }

  async read(): Promise<WireAnswer> {
    const after = this.pieces.at(-1)?.number ?? 0;
    const answer = decodeWireAnswer(await (await this.ask(`after=${after}&holdMs=20000`)).text());
    this.pieces.push(...answer.pieces);
    return answer;
  }

  /** Reads until it is enough. */
  async readUntil(isEnough: (pieces: readonly WirePiece[]) => boolean): Promise<void> {
    while (!isEnough(this.pieces)) await this.read();
  }

  /** Every byte of one connection that went one way, offsets checked. */
  bytes(connection: number, type: "received" | "sent"): Buffer {
    let exchange = 0;
    let offset = 0;
    const parts: Buffer[] = [];
    for (const piece of this.pieces) {
      if (piece.connection !== connection || piece.type !== type) continue;
      if (piece.exchange !== exchange) [exchange, offset] = [piece.exchange, 0];
      if (piece.offset !== offset) throw new Error(`a gap at ${offset}: ${piece.offset}`);
      const bytes = Buffer.from(piece.bytes, "base64");
      offset += bytes.length;
      parts.push(bytes);
    }
    return Buffer.concat(parts);
  }
}
