// Damage that rises where hits land, and the mark a weapon leaves. Drawn outside React, because it comes and goes
// faster than state should; bounded, because a hundred players hit more often than anybody can read.
import { useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import type { Effects } from "../../stores/effects.ts";
import { createHitPainter } from "./hit-painter.ts";
import "./hit-numbers.css";

export function HitNumbers({ effects }: { effects: Effects }): React.JSX.Element {
  const root = useRef<HTMLDivElement>(null);
  const { language } = useTranslation().i18n;
  useEffect(() => {
    if (root.current === null) return;
    return effects.listen(createHitPainter(root.current, language));
  }, [effects, language]);
  return <div className="hit-numbers" ref={root} aria-hidden="true" />;
}
