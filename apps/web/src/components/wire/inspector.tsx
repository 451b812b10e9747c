// What is chosen in the list, under the lens; for a handshake the accept key beside it.
import { useMemo } from "react";
import { useTranslation } from "../../i18n/use-translation.ts";
import { useStore } from "zustand";
import type { Microscope } from "../../stores/wire/microscope.ts";
import { AcceptKey } from "./accept-key.tsx";
import { UnitView } from "./unit-view.tsx";

export function Inspector({ microscope }: { microscope: Microscope }): React.JSX.Element {
  const { t } = useTranslation("wire");
  const units = useStore(microscope.store, (state) => state.units);
  const selectedId = useStore(microscope.store, (state) => state.selectedId);
  const unit = units.find(({ id }) => id === selectedId);
  const exchange = useMemo(
    () => units.filter((other) => other.exchange === unit?.exchange && other.detail.type === "head"),
    [units, unit],
  );
  return (
    <section className="lab-panel inspector" aria-label={t("unit.names")} data-testid="wire-inspector">
      {unit === undefined ? (
        <p className="soft">{t("unit.none")}</p>
      ) : (
        <UnitView key={unit.id} unit={unit}>
          {unit.detail.type === "head" && <AcceptKey units={exchange} />}
        </UnitView>
      )}
    </section>
  );
}
