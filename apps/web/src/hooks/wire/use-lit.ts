// Which of a unit's fields are pointed at, by whichever of its views.
import { useMemo, useState } from "react";

export interface Lit {
  /** Indexes among the unit's fields. */
  readonly fields: readonly number[];
  light(fields: readonly number[]): void;
}

export function useLit(): Lit {
  const [fields, setFields] = useState<readonly number[]>([]);
  return useMemo(
    () => ({
      fields,
      light: (next) => setFields((before) => (before.join(" ") === next.join(" ") ? before : next)),
    }),
    [fields],
  );
}
