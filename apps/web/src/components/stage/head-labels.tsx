// What the heads mean: over each a place to point at, to touch or to focus, which shows whose head it is and whether it is awake. A touch
// strikes all the same. Comes after the first paint (stage.tsx).
import { useEffect, useState, type PointerEvent } from "react";
import { useStore } from "zustand";
import type { TransportName } from "@hydra/protocol";
import { useTranslation } from "../../i18n/use-translation.ts";
import { closedHints, closeHint } from "../../stores/hints.ts";
import { percent, SCENE, skullBox } from "../hydra/cut.tsx";
import { HEADS, headOf, type HeadPlan } from "../hydra/heads.ts";
import { Icon } from "../shell/icon.tsx";
import "./head-labels.css";

/** A touch has no end that could take the words away. */
const TOUCH_MS = 5_000;

export interface HeadLabelsProps {
  /** In use; its head is awake while the feed is live. */
  readonly transport: TransportName;
  readonly isLive: boolean;
  readonly onPointerDown: ((event: PointerEvent) => void) | undefined;
}

// oxlint-disable-next-line import/no-default-export -- what createPart takes
export default function HeadLabels({ transport, isLive, onPointerDown }: HeadLabelsProps): React.JSX.Element {
  const { t } = useTranslation();
  const isClosed = useStore(closedHints, (hints) => hints.heads);
  const [shown, setShown] = useState<{ head: TransportName; isTouch: boolean }>();
  useEffect(() => {
    if (shown?.isTouch !== true) return;
    const timer = setTimeout(() => setShown(undefined), TOUCH_MS);
    return () => clearTimeout(timer);
  }, [shown]);
  const wordsOf = (head: TransportName): string => {
    const isInUse = headOf(transport) === head;
    const name = t(`transport.names.${isInUse ? transport : head}`);
    const way = t(`transport.ways.${isInUse ? transport : head}`);
    return t(isInUse && isLive ? "heads.awake" : "heads.asleep", { head: name, way });
  };
  const show = (head: TransportName, isTouch: boolean): void => {
    if (!isTouch || !isClosed) setShown({ head, isTouch });
  };
  return (
    <>
      <div className="stage-beast head-places" role="group" aria-label={t("heads.label")}>
        {HEADS.map((plan) => (
          <button
            key={plan.transport}
            type="button"
            className="head-place"
            style={placeOf(plan)}
            data-testid={`head-${plan.transport}`}
            aria-label={wordsOf(plan.transport)}
            onPointerDown={onPointerDown}
            onPointerEnter={({ pointerType }) => {
              if (pointerType === "mouse") show(plan.transport, false);
            }}
            onPointerLeave={({ pointerType }) => {
              if (pointerType === "mouse") setShown(undefined);
            }}
            onPointerUp={({ pointerType }) => {
              if (pointerType !== "mouse") show(plan.transport, true);
            }}
            onFocus={({ target }) => {
              if (target.matches(":focus-visible")) show(plan.transport, false);
            }}
            // A touch focuses the next head after it has shown its words.
            onBlur={() => setShown((now) => (now?.isTouch === true ? now : undefined))}
            onKeyDown={({ key }) => {
              if (key === "Escape") setShown(undefined);
            }}
          />
        ))}
      </div>
      {shown !== undefined && (
        <div className="head-words" data-testid="head-words" data-transport={shown.head}>
          <p aria-hidden="true">{wordsOf(shown.head)}</p>
          {shown.isTouch && (
            <button
              type="button"
              className="button button-quiet button-icon"
              aria-label={t("story.close")}
              onClick={() => {
                closeHint("heads");
                setShown(undefined);
              }}
            >
              <Icon name="close" />
            </button>
          )}
        </div>
      )}
    </>
  );
}

/** The middle of a skull; how large a finger's place is has nothing to do with the drawing. */
function placeOf(plan: HeadPlan): { left: string; top: string } {
  const { x, y, width, height } = skullBox(plan);
  return { left: percent(x + width / 2, SCENE.width), top: percent(y + height / 2, SCENE.height) };
}
