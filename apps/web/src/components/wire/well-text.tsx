// Bytes as text, in a well that scrolls.
import { useTranslation } from "../../i18n/use-translation.ts";
import "./well.css";

export function WellText({ title, text }: { title: string; text: string }): React.JSX.Element {
  return (
    <section>
      <h3>{title}</h3>
      <Well text={text} />
    </section>
  );
}

export function Well({ text }: { text: string }): React.JSX.Element {
  const { t } = useTranslation("wire");
  return (
    <pre
      className="well unit-text"
      role="group"
      dir="auto"
      tabIndex={0}
      aria-label={t("unit.text")}
      translate="no"
    >
      {text}
    </pre>
  );
}
