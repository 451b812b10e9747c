// A sink whose frames are counted for a lane.
import type { Sink } from "@hydra/feed/server";
import { NO_METER, type LaneMeter } from "./ledger.ts";

export function metered(sink: Sink, meter: LaneMeter): Sink {
  if (meter === NO_METER) return sink;
  return {
    ...(sink.transport === undefined ? {} : { transport: sink.transport }),
    get pendingBytes() {
      return sink.pendingBytes;
    },
    write(frame) {
      meter.frame();
      return sink.write(frame);
    },
    skip: () => meter.skip(),
    end: (reason, retryAfterMs) => sink.end(reason, retryAfterMs),
  };
}
