// Measures several things in turn, and that several times over, there and back: A B B A. Whatever else the machine does then meets all
// of them alike, and each is compared with its peer of the same round.

/** What was measured, by label, in the order of the rounds. */
export type Samples<T> = ReadonlyMap<string, readonly T[]>;

export interface Measurement<S, T> {
  measure(subject: S): Promise<T>;
  /** One line of progress. */
  describe(sample: T): string;
}

export async function inRounds<S extends { readonly label: string }, T>(
  rounds: number,
  subjects: readonly S[],
  { measure, describe }: Measurement<S, T>,
): Promise<Samples<T>> {
  const samples = new Map<string, T[]>(subjects.map(({ label }) => [label, []]));
  for (let round = 1; round <= rounds; round += 1) {
    for (const subject of round % 2 === 1 ? subjects : subjects.toReversed()) {
      const sample = await measure(subject);
      samples.get(subject.label)?.push(sample);
      console.log(`${round}/${rounds}  ${subject.label}: ${describe(sample)}`);
    }
  }
  return samples;
}
