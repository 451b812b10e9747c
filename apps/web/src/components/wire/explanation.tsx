// What is pointed at: its name, its value here, one sentence about it, and where it is defined.
import { useTranslation } from "../../i18n/use-translation.ts";
import { plainBytes } from "../../wire/frames.ts";
import { bitsOf } from "../../wire/hex.ts";
import { HEADER_SECTIONS, isKnownHeader, isMqttField, sectionOf, sseField } from "../../wire/sections.ts";
import type { Field, Unit } from "../../wire/unit.ts";
import { useFieldValue } from "../../hooks/wire/use-field-value.ts";
import "./explanation.css";

/** So many are pointed at together at the most: the bits of a frame's first byte. */
const MAX_SHOWN = 5;

export function Explanation({ unit, fields }: { unit: Unit; fields: readonly number[] }): React.JSX.Element {
  const { t } = useTranslation("wire");
  const shown = fields.slice(0, MAX_SHOWN).flatMap((index) => unit.fields[index] ?? []);
  return (
    <div
      className="explanation"
      role="status"
      tabIndex={0}
      aria-label={t("unit.about")}
      data-testid="wire-explanation"
    >
      {shown.length === 0 && <p className="soft">{t("unit.explain")}</p>}
      {shown.map((field) => (
        <One key={field.bitOffset} unit={unit} field={field} isAlone={shown.length === 1} />
      ))}
    </div>
  );
}

function One({ unit, field, isAlone }: { unit: Unit; field: Field; isAlone: boolean }): React.JSX.Element {
  const { t } = useTranslation("wire");
  const value = useFieldValue(unit, field);
  const { sentence, section } = useSentence(field);
  const isPacked = field.bitLength % 8 !== 0;
  const { label } = field;
  return (
    <div className="explanation-one">
      <p className="explanation-name">
        <strong>{t(`fields.${field.name}`)}</strong>
        {label !== undefined && label !== "" && <Label label={label} />}
        {value !== "" && (
          <span className="explanation-value" translate="no" dir="auto">
            {value}
          </span>
        )}
        {isPacked && (
          <code className="explanation-bits">
            {t("unit.bits", { value: bitsOf(plainBytes(unit), field.bitOffset, field.bitLength) })}
          </code>
        )}
      </p>
      {isAlone && (
        <p>
          <span>{sentence}</span>{" "}
          {section !== "" && (
            <cite translate="no" dir="ltr">
              {section}
            </cite>
          )}
        </p>
      )}
    </div>
  );
}

/** What the field belongs to; a length in MQTT, to a field with a name in every language. */
function Label({ label }: { label: string }): React.JSX.Element {
  const { t } = useTranslation("wire");
  if (isMqttField(label)) return <span>{t(`fields.${label}`)}</span>;
  return <code translate="no">{label}</code>;
}

function useSentence({ name, label = "" }: Field): { sentence: string; section: string } {
  const { t } = useTranslation("wire");
  if (name === "header-name" || name === "header-value") {
    if (!isKnownHeader(label)) return { sentence: t("headers.unknown"), section: sectionOf(name) };
    return { sentence: t(`headers.${label}`), section: HEADER_SECTIONS[label] };
  }
  if (name === "sse-name" || name === "sse-value") {
    return { sentence: t(`sse.${sseField(label)}`), section: sectionOf(name) };
  }
  return { sentence: t(`sentences.${name}`), section: sectionOf(name) };
}
