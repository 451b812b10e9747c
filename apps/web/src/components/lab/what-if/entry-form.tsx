// What a person enters of their traffic. What is typed stays as typed; only what can be used takes effect, and what cannot is marked.
import { useId, useState } from "react";
import { useTranslation } from "../../../i18n/use-translation.ts";
import {
  parseScenarioNumber,
  SCENARIO_NUMBERS,
  SCENARIO_RANGES,
  type Scenario,
  type ScenarioNumber,
} from "@hydra/what-if";
import { SelectField } from "../select-field.tsx";

export interface EntryFormProps {
  readonly scenario: Scenario;
  readonly onChange: (part: Partial<Scenario>) => void;
  /** Undefined: there is no run to take it from. */
  readonly onTake: (() => void) | undefined;
  readonly onReset: () => void;
}

export function EntryForm({ scenario, onChange, onTake, onReset }: EntryFormProps): React.JSX.Element {
  const { t } = useTranslation("traffic");
  const id = useId();
  return (
    <fieldset className="what-if-form">
      <legend id={id}>{t("form")}</legend>
      <div className="what-if-fields">
        {SCENARIO_NUMBERS.map((name) => (
          <EntryField key={name} name={name} value={scenario[name]} onChange={onChange} />
        ))}
        <div className="lab-number">
          <SelectField
            label={t("fields.tls")}
            testId="what-if-tls"
            options={[
              { value: "1", text: t("yes") },
              { value: "0", text: t("no") },
            ]}
            value={scenario.isTls ? "1" : "0"}
            isLocked={false}
            describedBy={id}
            onChange={(value) => onChange({ isTls: value === "1" })}
          />
        </div>
        <div className="lab-number">
          <SelectField
            label={t("fields.http")}
            testId="what-if-http"
            options={[
              { value: "1.1", text: t("http1") },
              { value: "2", text: t("http2") },
            ]}
            value={scenario.http}
            isLocked={false}
            describedBy={id}
            onChange={(http) => onChange({ http })}
          />
        </div>
      </div>
      <div className="what-if-actions">
        {onTake !== undefined && (
          <button type="button" className="button" data-testid="what-if-take" onClick={onTake}>
            {t("take")}
          </button>
        )}
        <button type="button" className="button" data-testid="what-if-reset" onClick={onReset}>
          {t("reset")}
        </button>
      </div>
    </fieldset>
  );
}

interface EntryFieldProps {
  readonly name: ScenarioNumber;
  readonly value: number;
  readonly onChange: (part: Partial<Scenario>) => void;
}

function EntryField({ name, value, onChange }: EntryFieldProps): React.JSX.Element {
  const { t } = useTranslation("traffic");
  const id = useId();
  /** While it is typed; else the value is shown, by whatever it was set. */
  const [draft, setDraft] = useState<string | null>(null);
  const isInvalid = draft !== null && parseScenarioNumber(name, draft) === undefined;
  const { least, most } = SCENARIO_RANGES[name];

  const type = (text: string): void => {
    setDraft(text);
    const number = parseScenarioNumber(name, text);
    if (number !== undefined) onChange({ [name]: number });
  };

  return (
    <div className="lab-number">
      <label className="field-label" htmlFor={id}>
        {t(`fields.${name}`)}
      </label>
      <input
        id={id}
        className="field figures"
        type="text"
        inputMode="decimal"
        autoComplete="off"
        data-testid={`what-if-${name}`}
        value={draft ?? String(value)}
        aria-invalid={isInvalid}
        aria-describedby={isInvalid ? `${id}-problem` : undefined}
        onChange={({ target }) => type(target.value)}
        onBlur={() => !isInvalid && setDraft(null)}
      />
      {isInvalid && (
        <p className="field-error" id={`${id}-problem`} role="alert">
          {t("range", { least, most })}
        </p>
      )}
    </div>
  );
}
