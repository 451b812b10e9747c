// The transports: a panel (transport-panel.tsx), which comes after the battle it stands under. Where there is no room
// (transport-switch.css), it folds into one line.
import { useState } from "react";
import { useTranslation } from "../../i18n/use-translation.ts";
import type { Arena } from "../../stores/arena.ts";
import { ComingPart } from "../shell/boundaries.tsx";
import { createPart } from "../shell/part.tsx";
import { TransportLine } from "./transport-line.tsx";
import "./transport-switch.css";

const TransportPanel = createPart(() => import("./transport-panel.tsx"), "transports");

export function TransportSwitch({ arena }: { arena: Arena }): React.JSX.Element {
  const { t } = useTranslation();
  const [isOpen, setOpen] = useState(false);
  return (
    <section className="transport-switch" aria-label={t("transport.title")} data-open={isOpen}>
      <TransportLine arena={arena} isOpen={isOpen} onToggle={() => setOpen(!isOpen)} />
      <ComingPart fallback={<div className="segments segments-coming" aria-hidden="true" />}>
        <TransportPanel arena={arena} />
      </ComingPart>
    </section>
  );
}
