// What a message is on the wire: its TLS records, its TCP segments with their headers, and its acknowledgements. SPEC WI8, WI9.
import { excess, product, quotient, roundUp, sum, type Figure, type Given } from "./figure.ts";
import {
  NO_RECORD,
  ONE,
  RECORD_OVERHEAD,
  RECORD_SIZE,
  SEGMENT_HEADER,
  SEGMENT_SIZE,
  SEGMENTS_AN_ACK,
} from "./models.ts";

/** What of a message goes in its own direction, and what comes back for it. */
export interface OnWire {
  readonly bytes: Figure;
  /** Acknowledgements that carry nothing else. */
  readonly acknowledging: Figure;
}

export interface Wire {
  /** @param rides acknowledgements that something else carries, as it goes that way at once */
  message(payload: Figure, rides: "none" | "one" | "all"): OnWire;
}

export function createWire(isTls: boolean): Wire {
  const overhead: Given = isTls ? RECORD_OVERHEAD : NO_RECORD;
  return {
    message(payload, rides) {
      const records = roundUp(["records", "1"], quotient(["recordsFilled", "1"], payload, RECORD_SIZE));
      const sealed = sum(
        ["sealedBytes", "bytes"],
        payload,
        product(["recordBytes", "bytes"], records, overhead),
      );
      const segments = roundUp(["segments", "1"], quotient(["segmentsFilled", "1"], sealed, SEGMENT_SIZE));
      const bytes = sum(
        ["wireBytes", "bytes"],
        sealed,
        product(["segmentBytes", "bytes"], segments, SEGMENT_HEADER),
      );
      const due = roundUp(["acksDue", "1"], quotient(["acksOfSegments", "1"], segments, SEGMENTS_AN_ACK));
      const alone = rides === "none" ? due : excess(["acksAlone", "1"], due, rides === "one" ? ONE : due);
      return { bytes, acknowledging: product(["ackBytes", "bytes"], alone, SEGMENT_HEADER) };
    },
  };
}
