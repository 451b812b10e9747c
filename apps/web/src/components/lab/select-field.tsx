// One choice of several for the set-up.
import { useId } from "react";

export interface SelectFieldProps<Value extends string> {
  readonly label: string;
  readonly testId: string;
  /** In the order they are offered. */
  readonly options: readonly { readonly value: Value; readonly text: string }[];
  readonly value: Value;
  readonly isLocked: boolean;
  /** Id of the text that describes the choice. */
  readonly describedBy: string;
  /** Of something the choice needs from the server: whether it is the page's. */
  readonly lease?: string;
  readonly onChange: (value: Value) => void;
}

export function SelectField<Value extends string>(props: SelectFieldProps<Value>): React.JSX.Element {
  const { label, testId, options, value, isLocked, describedBy, lease, onChange } = props;
  const id = useId();
  return (
    <>
      <label className="field-label" htmlFor={id}>
        {label}
      </label>
      <select
        id={id}
        className="field"
        data-testid={testId}
        data-lease={lease}
        value={value}
        disabled={isLocked}
        aria-describedby={describedBy}
        onChange={({ target }) => {
          const chosen = options[target.selectedIndex];
          if (chosen !== undefined) onChange(chosen.value);
        }}
      >
        {options.map((option) => (
          <option key={option.value} value={option.value}>
            {option.text}
          </option>
        ))}
      </select>
    </>
  );
}
