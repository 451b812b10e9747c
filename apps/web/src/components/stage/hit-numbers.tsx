// Damage that rises where hits land, and the mark a weapon leaves. Drawn outside React, because it comes and goes
// faster than state should; bounded, because a hundred players hit more often than a person can read.
import { useCallback, useRef, type PointerEvent } from "react";
import { useTranslation } from "../../i18n/use-translation.ts";
import { usePainter, type Painter } from "../../hooks/use-painter.ts";
import type { Effects } from "../../stores/effects.ts";
import "./hit-numbers.css";

export interface HitNumbersProps {
  readonly effects: Effects;
  /** A person pointed at the monster; undefined when pointing does nothing. */
  readonly onPointerDown: ((event: PointerEvent) => void) | undefined;
}

export function HitNumbers({ effects, onPointerDown }: HitNumbersProps): React.JSX.Element {
  const root = useRef<HTMLDivElement>(null);
  const { language } = useTranslation();
  const load = useCallback(async (): Promise<Painter> => {
    const { createHitPainter } = await import("./hit-painter.ts");
    return root.current === null ? () => undefined : createHitPainter(root.current, language);
  }, [language]);
  usePainter(effects, load);
  // For pointers only: users of a keyboard or a screen reader have the skills' buttons.
  return (
    <div
      className="hit-numbers"
      data-target={onPointerDown !== undefined}
      ref={root}
      aria-hidden="true"
      onPointerDown={onPointerDown}
    />
  );
}
