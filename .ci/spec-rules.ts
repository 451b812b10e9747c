// The rules of every SPEC.md against what cites them: a number stands once, a cited rule exists, a rule has a test that names
// it in a title as "[EL12]". Pure: texts in, lines out; check-specs.ts reads the files.

export interface TextFile {
  /** From the repository's root. */
  readonly path: string;
  readonly text: string;
}

/** A rule's paragraph or list item: "**EL12 …" or "- **EL12 …". */
const DEFINITION = /^(?:- )?\*\*([A-Z]{2}\d+)\b/gmu;
/** "[EL12]", "[PR5, PR21]". */
const IN_BRACKETS = /\[[A-Z]{2}\d+(?:, [A-Z]{2}\d+)*\]/gu;
const ANYWHERE = /\b([A-Z]{2}\d+)\b/gu;

export interface SpecFiles {
  readonly specs: readonly TextFile[];
  readonly tests: readonly TextFile[];
  /** Whatever else may cite a rule: sources and documents. */
  readonly others: readonly TextFile[];
}

/** A line for each number that stands twice, each cited rule that is not there, and each rule without a test. */
export function specTroubles({ specs, tests, others }: SpecFiles): string[] {
  const defined = new Map<string, string>();
  const troubles: string[] = [];
  for (const { path, text } of specs) {
    for (const rule of find(text, DEFINITION)) {
      const before = defined.get(rule);
      if (before !== undefined) troubles.push(`${path}: ${rule} stands in ${before} already`);
      defined.set(rule, path);
    }
  }
  const prefixes = new Set([...defined.keys()].map((rule) => rule.slice(0, 2)));
  const isMissing = (rule: string): boolean => prefixes.has(rule.slice(0, 2)) && !defined.has(rule);
  for (const { path, text } of [...specs, ...tests, ...others]) {
    for (const rule of new Set(find(text, ANYWHERE))) {
      if (isMissing(rule)) troubles.push(`${path}: cites ${rule}, which no SPEC.md has`);
    }
  }
  const tested = new Set(tests.flatMap(({ text }) => citedInTitles(text)));
  for (const [rule, path] of defined) {
    if (!tested.has(rule)) troubles.push(`${path}: no test names [${rule}]`);
  }
  return troubles;
}

function citedInTitles(text: string): string[] {
  return [...text.matchAll(IN_BRACKETS)].flatMap(([group]) => find(group, ANYWHERE));
}

function find(text: string, pattern: RegExp): string[] {
  return [...text.matchAll(pattern)].flatMap(([, rule]) => (rule === undefined ? [] : [rule]));
}
