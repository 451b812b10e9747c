// One named field: pointing at it, or coming to it by keyboard, lights its bytes.
import type { ReactNode } from "react";
import type { Lit } from "../../hooks/wire/use-lit.ts";

export interface FieldButtonProps {
  /** Its index among the unit's fields, and of others that it stands for. */
  readonly fields: readonly number[];
  readonly lit: Lit;
  readonly className: string;
  readonly tone?: string;
  readonly style?: React.CSSProperties | undefined;
  readonly testId?: string | undefined;
  /** The one that the Tab key reaches. */
  readonly isFirst: boolean;
  readonly children: ReactNode;
}

export function FieldButton(props: FieldButtonProps): React.JSX.Element {
  const { fields, lit, className, tone, style, testId, isFirst, children } = props;
  return (
    <button
      type="button"
      className={className}
      style={style}
      data-roving=""
      data-tone={tone}
      data-testid={testId}
      data-lit={fields.some((field) => lit.fields.includes(field)) || undefined}
      tabIndex={isFirst ? 0 : -1}
      onPointerEnter={() => lit.light(fields)}
      onPointerLeave={() => lit.light([])}
      onFocus={() => lit.light(fields)}
      onClick={() => lit.light(fields)}
    >
      {children}
    </button>
  );
}
