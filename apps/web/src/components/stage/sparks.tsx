// One burst in the colours of the heads, when the monster falls.
import { useEffect, useRef } from "react";
import { TRANSPORTS } from "@hydra/protocol";

const COUNT = 36;
/** Radians: the angle that never lines sparks up. */
const GOLDEN_ANGLE = 2.399_963;

export function Sparks(): React.JSX.Element | null {
  const root = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (matchMedia("(prefers-reduced-motion: reduce)").matches) return;
    for (const [index, spark] of [...(root.current?.children ?? [])].entries()) fly(spark, index);
  }, []);
  return (
    <div ref={root} aria-hidden="true">
      {Array.from({ length: COUNT }, (_, index) => (
        <span
          key={index}
          className="spark"
          data-transport={TRANSPORTS[index % TRANSPORTS.length]}
          style={{ background: "var(--head)" }}
        />
      ))}
    </div>
  );
}

function fly(spark: Element, index: number): void {
  const angle = index * GOLDEN_ANGLE;
  const reach = 9 + (13 * ((index * 7) % COUNT)) / COUNT;
  const [x, y] = [Math.cos(angle) * reach, Math.sin(angle) * reach * 0.62];
  const turn = `rotate(${index * 70}deg)`;
  spark.animate(
    [
      { opacity: 1, transform: "translate(-50%, -50%) scale(0.4)" },
      { opacity: 1, transform: `translate(${x}rem, ${y - 2}rem) ${turn} scale(1.2)`, offset: 0.45 },
      { opacity: 0, transform: `translate(${x * 1.1}rem, ${y + 5}rem) ${turn} scale(0.7)` },
    ],
    { duration: 1_700 + (index % 5) * 160, delay: 650, easing: "cubic-bezier(0.15, 0.7, 0.4, 1)" },
  );
}
