// What a transport has cost since it last told: payload bytes in and requests made. One per open feed.
import type { Receipt } from "./feed-transport.ts";

export interface Meter {
  addRequest(): void;
  addBytes(bytes: number): void;
  /** The receipt since the last one, and begins anew. */
  take(): Receipt;
}

export function createMeter(): Meter {
  let bytesIn = 0;
  let requests = 0;
  return {
    addRequest() {
      requests += 1;
    },
    addBytes(bytes) {
      bytesIn += bytes;
    },
    take() {
      const receipt = { bytesIn, requests };
      bytesIn = requests = 0;
      return receipt;
    },
  };
}
