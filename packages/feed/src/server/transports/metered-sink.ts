// A sink whose frames are counted.
import type { ConnectionMeter } from "../feed-context.ts";
import type { Sink } from "../hub/sink.ts";

export function metered(sink: Sink, meter: ConnectionMeter | undefined): Sink {
  if (meter === undefined) return sink;
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
