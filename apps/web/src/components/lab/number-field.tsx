// One number of the set-up. What is typed stays as typed; only what can be used takes effect, and what cannot is marked.
import { useEffect, useId, useState } from "react";
import { useTranslation } from "../../i18n/use-translation.ts";
import { useStore } from "zustand";
import type { Lab } from "../../stores/lab/lab.ts";
import { parseNumber, RANGES, type NumberName } from "@hydra/lab";

export interface NumberFieldProps {
  readonly lab: Lab;
  readonly name: NumberName;
  readonly testId: string;
  readonly isLocked: boolean;
}

export function NumberField({ lab, name, testId, isLocked }: NumberFieldProps): React.JSX.Element {
  const { t } = useTranslation("lab");
  const id = useId();
  const value = useStore(lab.store, ({ setUp }) => setUp[name]);
  const isInvalid = useStore(lab.store, ({ invalid }) => invalid.includes(name));
  const [text, setText] = useState(String(value));
  // A field that is gone has nothing to be wrong.
  useEffect(() => () => lab.setInvalid(name, false), [lab, name]);

  const type = (typed: string): void => {
    setText(typed);
    const number = parseNumber(name, typed);
    lab.setInvalid(name, number === undefined);
    if (number !== undefined && number !== value) lab.change({ [name]: number });
  };

  return (
    <div className="lab-number">
      <label className="field-label" htmlFor={id}>
        {t(`setUp.numbers.${name}`)}
      </label>
      <input
        id={id}
        className="field figures"
        type="text"
        inputMode="numeric"
        autoComplete="off"
        data-testid={testId}
        value={text}
        disabled={isLocked}
        aria-invalid={isInvalid}
        aria-describedby={isInvalid ? `${id}-problem` : undefined}
        onChange={({ target }) => type(target.value)}
      />
      {isInvalid && (
        <p className="field-error" id={`${id}-problem`} role="alert">
          {t("setUp.range", { ...RANGES[name] })}
        </p>
      )}
    </div>
  );
}
