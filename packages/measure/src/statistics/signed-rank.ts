// By how much paired observations differ, and how sure that is: the Hodges–Lehmann estimate with the exact interval of Wilcoxon's
// signed-rank test (Hollander, Wolfe, Chicken: Nonparametric Statistical Methods, 3rd ed., §3.1–3.3). It assumes nothing of the
// differences but that they are independent and symmetric about their centre, and a few that are far off (an outage) do not move it.

export interface Estimate {
  readonly estimate: number;
  readonly low: number;
  readonly high: number;
}

/**
 * O(n² log n).
 * @param level of the interval, 0.95 for one that leaves the true value out once in twenty times at the most
 * @returns undefined when there are too few differences for an interval of that level
 */
export function estimateShift(differences: readonly number[], level: number): Estimate | undefined {
  const count = differences.length;
  const rank = criticalRank(count, (1 - level) / 2);
  if (rank === 0) return undefined;
  const averages = new Float64Array((count * (count + 1)) / 2);
  let at = 0;
  for (let first = 0; first < count; first += 1) {
    for (let second = first; second < count; second += 1) {
      averages[at] = ((differences[first] ?? 0) + (differences[second] ?? 0)) / 2;
      at += 1;
    }
  }
  averages.sort();
  const middle = (averages.length - 1) / 2;
  const estimate = ((averages[Math.floor(middle)] ?? 0) + (averages[Math.ceil(middle)] ?? 0)) / 2;
  return { estimate, low: averages[rank - 1] ?? 0, high: averages[averages.length - rank] ?? 0 };
}

/** The fewest differences for which there is an interval of that level: all of them on one side are 2 of 2^n cases. */
export function fewestFor(level: number): number {
  return Math.ceil(1 - Math.log2(1 - level));
}

/** How many of the ordered averages lie outside of the interval at each end; 0 when there is none. */
function criticalRank(count: number, tail: number): number {
  const ways = waysToSum(count);
  const most = tail * 2 ** count;
  let below = 0;
  for (const [sum, number] of ways.entries()) {
    below += number;
    if (below > most) return sum;
  }
  return 0;
}

/** For each sum, how many sets of different ranks from 1 to `count` have it: the distribution of the test's statistic, times 2^count. */
function waysToSum(count: number): Float64Array {
  const ways = new Float64Array((count * (count + 1)) / 2 + 1);
  ways[0] = 1;
  for (let rank = 1; rank <= count; rank += 1) {
    for (let sum = ways.length - 1; sum >= rank; sum -= 1)
      ways[sum] = (ways[sum] ?? 0) + (ways[sum - rank] ?? 0);
  }
  return ways;
}
