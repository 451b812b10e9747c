// What went over the wire, one line a unit, in the order of its coming. A list box: arrow keys choose. It stays at its
// end while one is at its end.
import { memo, useEffect, useId, useLayoutEffect, useRef } from "react";
import type { KeyboardEvent } from "react";
import { useTranslation } from "../../i18n/use-translation.ts";
import { useStore } from "zustand";
import { useFineFormat } from "../../hooks/use-fine-format.ts";
import { useUnitWords } from "../../hooks/wire/use-unit-words.ts";
import { filterUnits, type Microscope, type ShownUnit } from "../../stores/wire/microscope.ts";
import "./unit-list.css";

/** Nearer than this to its end, a list follows what comes. */
const AT_END_PIXELS = 24;

export function UnitList({ microscope }: { microscope: Microscope }): React.JSX.Element {
  const { t } = useTranslation("wire");
  const id = useId();
  const state = useStore(microscope.store);
  const units = filterUnits(state);
  const box = useFollow(units.length === 0 ? 0 : (units.at(-1)?.id ?? 0));
  const startedAt = state.units[0]?.at ?? 0;
  const selected = units.findIndex((unit) => unit.id === state.selectedId);
  useEffect(() => {
    document.getElementById(`${id}-${state.selectedId}`)?.scrollIntoView({ block: "nearest" });
  }, [id, state.selectedId]);
  const onKeyDown = (event: KeyboardEvent): void => {
    const target = { ArrowDown: selected + 1, ArrowUp: selected - 1, Home: 0, End: units.length - 1 }[
      event.key
    ];
    const unit = target === undefined ? undefined : units[target];
    if (target === undefined) return;
    event.preventDefault();
    if (unit !== undefined) microscope.select(unit.id);
  };
  return (
    <section className="units" aria-labelledby="units-title">
      <h2 id="units-title">{t("list.title")}</h2>
      <Losses microscope={microscope} />
      <div
        ref={box}
        className="units-box"
        role="listbox"
        tabIndex={0}
        aria-labelledby="units-title"
        aria-activedescendant={selected === -1 ? undefined : `${id}-${state.selectedId}`}
        data-testid="wire-units"
        onKeyDown={onKeyDown}
      >
        {units.map((unit) => (
          <UnitRow
            key={unit.id}
            id={`${id}-${unit.id}`}
            unit={unit}
            microscope={microscope}
            isSelected={unit.id === state.selectedId}
            startedAt={startedAt}
          />
        ))}
        {units.length === 0 && (
          <div className="units-none soft" role="option" aria-selected="false" aria-disabled="true">
            {t(state.units.length === 0 ? "list.empty" : "list.hidden")}
          </div>
        )}
      </div>
    </section>
  );
}

interface UnitRowProps {
  readonly id: string;
  readonly unit: ShownUnit;
  readonly microscope: Microscope;
  readonly isSelected: boolean;
  readonly startedAt: number;
}

const UnitRow = memo(function UnitRow({ id, unit, microscope, isSelected, startedAt }: UnitRowProps) {
  const { t } = useTranslation("wire");
  const format = useFineFormat();
  const { summary } = useUnitWords();
  const { kind, direction, bytes, exchange } = unit;
  return (
    // oxlint-disable-next-line jsx-a11y/click-events-have-key-events -- the list box around it has the keys
    <div
      id={id}
      className="unit-row"
      role="option"
      aria-selected={isSelected}
      data-testid="wire-unit"
      data-kind={kind}
      data-direction={direction}
      data-exchange={exchange}
      data-bytes={bytes.length}
      onClick={() => microscope.select(unit.id)}
    >
      <svg className="unit-arrow points-on" viewBox="0 0 24 24" aria-hidden="true">
        <path d={direction === "sent" ? "M20 12H5M11 6L5 12L11 18" : "M4 12H19M13 6L19 12L13 18"} />
      </svg>
      <span className="visually-hidden">{t(`directions.${direction}`)}</span>
      <span className="unit-kind">{t(`kind.${kind}`)}</span>
      <span className="unit-summary" translate="no" dir="auto">
        {summary(unit)}
      </span>
      <span className="unit-size figures" translate="no">
        {format.bytes(bytes.length)}
      </span>
      <span className="unit-time figures" translate="no">
        <bdi dir="ltr">{`+${format.fineLatency(Math.max(0, unit.at - startedAt))}`}</bdi>
      </span>
    </div>
  );
});

function Losses({ microscope }: { microscope: Microscope }): React.JSX.Element {
  const { t } = useTranslation("wire");
  const format = useFineFormat();
  const { lostPieces, lostBytes, forgotten } = useStore(microscope.store);
  return (
    <>
      {lostPieces > 0 && (
        <p className="lab-problem" role="alert" data-testid="wire-lost">
          {t("list.lost", { count: lostPieces, bytes: format.bytes(lostBytes) })}
        </p>
      )}
      {forgotten > 0 && <p className="lab-hint figures">{t("list.forgotten", { count: forgotten })}</p>}
    </>
  );
}

/** Keeps the end in sight while it is. */
function useFollow(newest: number): React.RefObject<HTMLDivElement | null> {
  const box = useRef<HTMLDivElement>(null);
  const isAtEnd = useRef(true);
  useEffect(() => {
    const element = box.current;
    const note = (): void => {
      if (element === null) return;
      isAtEnd.current = element.scrollHeight - element.scrollTop - element.clientHeight < AT_END_PIXELS;
    };
    element?.addEventListener("scroll", note, { passive: true });
    return () => element?.removeEventListener("scroll", note);
  }, []);
  useLayoutEffect(() => {
    const element = box.current;
    if (element !== null && isAtEnd.current) element.scrollTop = element.scrollHeight;
  }, [newest]);
  return box;
}
