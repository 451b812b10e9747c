// An echo endpoint without a network: a connection that sends every message back, and a record of all it did, in order.
import { createConnection, type ConnectionClose, type ConnectionOptions } from "../src/index.ts";
import { toHex } from "./bytes.ts";

/** What a connection did: `<-` is what it reported, `->` what it wrote, in hex. */
export type Step =
  | readonly ["->", string]
  | readonly ["<-", "text" | "binary" | "pong", string]
  | readonly ["closed", ConnectionClose]
  | readonly ["end"];

export interface Echo {
  readonly steps: readonly Step[];
  /** Everything written, in one piece. */
  readonly written: Uint8Array;
}

/** Feeds the chunks to an echo endpoint and, where asked to, ends the TCP connection behind them. */
export function echo(
  chunks: readonly Uint8Array[],
  { thenEnds = false, ...options }: ConnectionOptions & { thenEnds?: boolean } = {},
): Echo {
  const steps: Step[] = [];
  const written: Uint8Array[] = [];
  const connection = createConnection(
    {
      write(bytes) {
        steps.push(["->", toHex(bytes)]);
        written.push(bytes);
      },
      end: () => steps.push(["end"]),
      onMessage(type, payload) {
        steps.push(["<-", type, toHex(payload)]);
        if (type === "text") connection.sendText(payload);
        else connection.sendBinary(payload);
      },
      onPong: (payload) => steps.push(["<-", "pong", toHex(payload)]),
      onClose: (close) => steps.push(["closed", close]),
    },
    options,
  );
  for (const chunk of chunks) connection.receive(chunk);
  if (thenEnds) connection.receiveEnd();
  return { steps, written: Buffer.concat(written) };
}
