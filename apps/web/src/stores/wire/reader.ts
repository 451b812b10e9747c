// Reads a capture of the server's, piece by piece, for as long as it lasts, and makes units of it.
import { endCapture, openCapture, readCapture, type ApiOptions } from "@hydra/client";
import type { ErrorCode, WireAnswer, WirePiece } from "@hydra/protocol";
import { Exchange } from "../../wire/exchange.ts";
import { decodeBase64 } from "../../wire/hex.ts";
import type { Unit } from "../../wire/unit.ts";
import { codeOf } from "../problem.ts";

/** Below a proxy's usual patience, and below the client's own. */
const HOLD_MS = 20_000;
const RETRY_MS = 1_000;

export interface CaptureEvents {
  onUnits(units: readonly Unit[]): void;
  /** Pieces and bytes that were dropped because they were not read in time, all together. */
  onLost(pieces: number, bytes: number): void;
  /** The server has ended it, or never knew it. */
  onEnd(code: ErrorCode): void;
}

export interface CaptureReader {
  readonly captureId: string;
  close(): void;
}

/** Opens a capture and reads it. @throws ProtocolError as openCapture */
export async function readNewCapture(api: ApiOptions, events: CaptureEvents): Promise<CaptureReader> {
  const { captureId } = await openCapture(api);
  const leaving = new AbortController();
  void readOn({ ...api, signal: leaving.signal }, captureId, events);
  return {
    captureId,
    close() {
      leaving.abort();
      // It ends by itself too.
      endCapture(api, captureId).catch(() => undefined);
    },
  };
}

async function readOn(
  api: ApiOptions & { signal: AbortSignal },
  captureId: string,
  events: CaptureEvents,
): Promise<void> {
  const decode = createDecoder();
  let after = 0;
  while (!api.signal.aborted) {
    try {
      const answer = await readCapture(api, captureId, { after, holdMs: HOLD_MS });
      after = answer.pieces.at(-1)?.number ?? after;
      report(answer, decode, events);
    } catch (error) {
      if (api.signal.aborted) return;
      const code = codeOf(error);
      if (code !== "unavailable") return events.onEnd(code);
      await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
    }
  }
}

function report({ pieces, lostPieces, lostBytes }: WireAnswer, decode: Decoder, events: CaptureEvents): void {
  if (lostPieces > 0) events.onLost(lostPieces, lostBytes);
  const units = pieces.flatMap(decode);
  if (units.length > 0) events.onUnits(units);
}

type Decoder = (piece: WirePiece) => Unit[];

function createDecoder(): Decoder {
  const exchanges = new Map<number, Exchange>();
  return ({ exchange: number, connection, type, at, offset, bytes }) => {
    const exchange = exchanges.get(number) ?? new Exchange({ exchange: number, connection });
    exchanges.set(number, exchange);
    if (type === "ended") exchanges.delete(number);
    return exchange.take({ at, type, offset, bytes: decodeBase64(bytes) });
  };
}
