// A feed of the library's on a server of one's own: rows by a key, without a ledger and without a clock to ask.
import { createConnection, localNow, type KeyedView } from "@hydra/feed/client";
import type { ClockEstimate } from "@hydra/client";
import { FEED_TRANSPORTS } from "@hydra/protocol";
import { NothingToMeasure } from "./nothing-to-measure.ts";
import type { Options } from "./options.ts";
import { lateAnswer } from "./patience.ts";
import type { RacedFeed } from "./raced-feed.ts";

/** How long the feed is watched to find out how its clock differs. */
const WARM_UP_MS = 3_000;
/** How long for its first update at the most. */
const PATIENCE_MS = 20_000;
const ROUND_TRIPS = 5;

/** @throws NothingToMeasure when there is no feed at the address */
export async function openForeignFeed({ url, token }: Options): Promise<RacedFeed<KeyedView>> {
  const address = url.href.replace(/\/$/, "");
  const roundTripMs = await roundTripTo(address, token);
  return {
    familyId: null,
    transports: FEED_TRANSPORTS,
    lacks: [
      "This feed has no ledger: requests and bytes are not counted.",
      "It has no clock to ask: its clock is estimated from the fastest update seen, within half a round trip.",
    ],
    connect: ({ lane: _lane, isSlow: _isSlow, ...feed }) =>
      createConnection({ url: address, token, ...feed }),
    contentOf: ({ cursor, key, rows, fields }) => ({
      text: JSON.stringify([cursor.epoch, cursor.seq, key, fields, rows]),
      rows: rows.length,
      totalDamage: 0,
    }),
    estimateClock: (signal) => estimateByFastest(address, { token, roundTripMs, signal }),
    readLedgers: () => Promise.resolve(),
    link: address,
  };
}

/** The shortest of some, milliseconds. @throws NothingToMeasure */
async function roundTripTo(address: string, token: string | undefined): Promise<number> {
  let shortest = Infinity;
  for (let n = 0; n < ROUND_TRIPS; n += 1) {
    const sentAt = localNow();
    const { ok, status, text } = await ask(address, token);
    shortest = Math.min(shortest, localNow() - sentAt);
    if (!ok || !/"type":"snapshot"/.test(text))
      throw new NothingToMeasure(`${address} answers ${status} and is no feed of the library's.`);
  }
  return shortest;
}

async function ask(address: string, token: string | undefined) {
  const signal = lateAnswer();
  try {
    const answer = await fetch(address, {
      headers: token === undefined ? {} : { authorization: `Bearer ${token}` },
      redirect: "manual",
      signal,
    });
    return { ok: answer.ok, status: answer.status, text: await answer.text() };
  } catch {
    throw new NothingToMeasure(`${address} ${signal.aborted ? "does not answer" : "cannot be reached"}.`);
  }
}

interface Watched {
  readonly token: string | undefined;
  readonly roundTripMs: number;
  readonly signal: AbortSignal;
}

/**
 * The update that arrived soonest after its publication was on its way for no time at least and a round trip at most: half of one, give or
 * take half of one.
 */
async function estimateByFastest(
  address: string,
  { token, roundTripMs, signal }: Watched,
): Promise<ClockEstimate> {
  let least = Infinity;
  const connection = createConnection({
    url: address,
    token,
    // A network may hold any one of them back.
    transport: "auto",
    onUpdate: ({ type, publishedAt, receivedAt }) => {
      // A snapshot may have been published long ago.
      if (type === "delta") least = Math.min(least, receivedAt - publishedAt);
    },
  });
  const startedAt = localNow();
  const isDone = (): boolean => localNow() > startedAt + (least === Infinity ? PATIENCE_MS : WARM_UP_MS);
  while (!isDone() && !signal.aborted) await new Promise((resolve) => setTimeout(resolve, 50));
  connection.close();
  if (least === Infinity)
    throw new NothingToMeasure(`Nothing was published at ${address} for ${PATIENCE_MS / 1_000} s.`);
  return { offsetMs: roundTripMs / 2 - least, uncertaintyMs: roundTripMs / 2 };
}
