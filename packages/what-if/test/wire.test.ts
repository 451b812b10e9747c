// Each transport by hand, from the numbers of the RFCs alone: 1,000 clients, all in sight, one update of 200 bytes a second, TLS.
import { describe, expect, it } from "vitest";
import type { TransportName } from "@hydra/protocol";
import { DEFAULT_SCENARIO, whatIf, type Scenario } from "../src/index.ts";

const SCENARIO: Scenario = {
  ...DEFAULT_SCENARIO,
  clients: 1_000,
  hiddenPercent: 0,
  updatesPerSecond: 1,
  updateBytes: 200,
  pollIntervalMs: 2_000,
  roundTripMs: 50,
  isTls: true,
  http: "1.1",
};

/** Bytes a second of one page. */
function each(lane: TransportName, part: Partial<Scenario> = {}): { down: number; up: number } {
  const scenario = { ...SCENARIO, ...part };
  const [needs] = whatIf({ scenario, run: null, prices: {}, lanes: [lane] }).lanes;
  return { down: needs!.down.value! / 1_000, up: needs!.up.value! / 1_000 };
}

/** IPv4 20, TCP 20, time stamps 12; a TLS record's header 5, type 1, tag 16. */
const TCP = 52;
const TLS = 22;
/** Heads as they were read of a server and of a Chromium. */
const REQUEST = 636;
const OK = 256;

describe("bytes on the wire", () => {
  it("[WI15] [WI9] of polling: every other second 400 bytes of news with a head; the answer acknowledges", () => {
    const { down, up } = each("polling");
    expect(down).toBeCloseTo((OK + 2 * 200 + TLS + TCP) / 2, 9);
    expect(up).toBeCloseTo((REQUEST + TLS + TCP + TCP) / 2, 9);
  });

  it("[WI15] of polling more often than there is news: 304 in between", () => {
    const { down } = each("polling", { pollIntervalMs: 500 });
    expect(down).toBeCloseTo(OK + 200 + TLS + TCP + (198 + TLS + TCP), 9);
  });

  it("[WI16] [WI9] of long-polling: the parked request is acknowledged alone, the answer by the next", () => {
    const { down, up } = each("long-polling");
    expect(down).toBeCloseTo(OK + 200 + TLS + TCP + TCP, 9);
    expect(up).toBeCloseTo(REQUEST + TLS + TCP, 9);
  });

  it("[WI16] of long-polling without news: a hold that ends each 30 s, but for the news", () => {
    const { down } = each("long-polling", { updatesPerSecond: 0.01 });
    const ended = 170 + TLS + TCP + TCP;
    expect(down).toBeCloseTo(0.01 * (OK + 200 + TLS + TCP + TCP) + (1 / 30 - 0.01) * ended, 9);
  });

  it("[WI17] of server-sent events: 44 of an event, a chunk of two hexadecimal digits and two line ends", () => {
    const { down, up } = each("sse");
    // 200 + 44 = 244 = 0xf4
    expect(down).toBeCloseTo(200 + 44 + (2 + 4) + TLS + TCP, 9);
    expect(up).toBeCloseTo(TCP, 9);
  });

  it("[WI17] [WI20] of server-sent events over HTTP/2: a frame header of 9 instead", () => {
    expect(each("sse", { http: "2" }).down).toBeCloseTo(200 + 44 + 9 + TLS + TCP, 9);
  });

  it("[WI18] of WebSocket: a header of 4, a ping of 2 each 30 s, its pong masked", () => {
    const { down, up } = each("websocket");
    expect(down).toBeCloseTo(200 + 4 + TLS + TCP + (2 + TLS + TCP + TCP) / 30, 9);
    expect(up).toBeCloseTo(TCP + (6 + TLS + TCP) / 30, 9);
    expect(each("websocket-raw")).toEqual({ down, up });
  });

  it("[WI18] of WebSocket in silence: a heartbeat each 10 s, but for the news; short frames have headers of 2", () => {
    const { down } = each("websocket", { updatesPerSecond: 0.01, updateBytes: 100 });
    const frame = 100 + 2 + TLS + TCP;
    expect(down).toBeCloseTo(0.01 * frame + 0.09 * (62 + 2 + TLS + TCP) + (2 + TLS + TCP + TCP) / 30, 9);
  });

  it("[WI19] of MQTT: a PUBLISH with its topic in a frame, PINGREQ masked each 10 s", () => {
    const { down, up } = each("mqtt");
    const publish = 1 + 2 + 2 + 45;
    expect(down).toBeCloseTo(
      200 + publish + 4 + TLS + TCP + 0.1 * (4 + TLS + TCP) + (2 + TLS + TCP + TCP) / 30,
      9,
    );
    // PINGRESP acknowledges PINGREQ; it is acknowledged alone.
    expect(up).toBeCloseTo(TCP + 0.1 * (8 + TLS + TCP + TCP) + (6 + TLS + TCP) / 30, 9);
  });

  it("[WI8] of a large update: two records, as many segments as it fills, an acknowledgement for each two", () => {
    const { down, up } = each("websocket", { updateBytes: 20_000 });
    const sealed = 20_000 + 4 + 2 * TLS;
    const segments = Math.ceil(sealed / 1_448);
    expect(down).toBeCloseTo(sealed + segments * TCP + (2 + TLS + TCP + TCP) / 30, 9);
    expect(up).toBeCloseTo(Math.ceil(segments / 2) * TCP + (6 + TLS + TCP) / 30, 9);
  });

  it("[WI8] without TLS is less by a record's overhead for each message, both ways", () => {
    const [sealed, plain] = [each("polling"), each("polling", { isTls: false })];
    expect(sealed.down - plain.down).toBeCloseTo(TLS / 2, 9);
    expect(sealed.up - plain.up).toBeCloseTo(TLS / 2, 9);
  });

  it("[WI11] of more than 20 updates a second are those of 20 frames", () => {
    const push = (updateBytes: number) => 20 * (updateBytes + 4 + TLS + TCP) + (2 + TLS + TCP + TCP) / 30;
    expect(each("websocket", { updatesPerSecond: 100 }).down).toBeCloseTo(push(5 * 200), 9);
  });

  it("[WI16] of a long-poll cannot come more often than round trips", () => {
    const { down } = each("long-polling", { updatesPerSecond: 20, roundTripMs: 500 });
    expect(down).toBeCloseTo(2 * (OK + 10 * 200 + TLS + 2 * TCP + TCP), 9);
  });

  it("[WI20] over HTTP/2 has heads of a tenth", () => {
    const [one, two] = [each("polling"), each("polling", { http: "2" })];
    expect(one.up - two.up).toBeCloseTo((REQUEST - 69) / 2, 9);
    expect(one.down - two.down).toBeCloseTo((OK - 72) / 2, 9);
  });
});
