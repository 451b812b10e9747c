// How long one answer of a server is waited for. A server that takes connections and is silent, or whose answer never ends, would
// otherwise hold a pipeline up for as long as that lets it. SPEC LC3.

/** Longer than any request of the command is meant to take, through a bad network too. */
const ANSWER_MS = 10_000;

/** Aborts when an answer is late, or with the other signal. */
export function lateAnswer(other?: AbortSignal): AbortSignal {
  const signal = AbortSignal.timeout(ANSWER_MS);
  return other === undefined ? signal : AbortSignal.any([other, signal]);
}
