// A name and a button: all it takes to fight.
import { useEffect, useId, useRef, useState, type FormEvent } from "react";
import { useTranslation } from "../../i18n/use-translation.ts";
import type { Translate } from "../../i18n/words.ts";
import { MAX_NAME_LENGTH, type ErrorCode } from "@hydra/protocol";
import { nameProblem, type NameProblem } from "../../stores/names.ts";
import { choosePlayerName, settings } from "../../stores/settings.ts";
import "./join-form.css";

export interface JoinFormProps {
  readonly isJoining: boolean;
  /** What the server answered to the last try. */
  readonly problem: ErrorCode | undefined;
  readonly onJoin: (name: string) => void;
}

export function JoinForm({ isJoining, problem, onJoin }: JoinFormProps): React.JSX.Element {
  const { t } = useTranslation();
  const [name, setName] = useState(() => settings.getState().playerName);
  const [ownProblem, setOwnProblem] = useState<NameProblem>();
  const id = useId();
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => {
    if (problem !== undefined) field.current?.focus();
  }, [problem]);

  const submit = (event: FormEvent): void => {
    event.preventDefault();
    const found = nameProblem(name);
    setOwnProblem(found);
    if (found !== undefined) {
      field.current?.focus();
      return;
    }
    if (isJoining) return;
    choosePlayerName(name.trim());
    onJoin(name.trim());
  };

  const complaint = complaintOf(t, ownProblem, problem);
  return (
    <form className="join-form" onSubmit={submit} noValidate>
      <label className="visually-hidden" htmlFor={id}>
        {t("join.name")}
      </label>
      <input
        ref={field}
        id={id}
        className="field"
        data-testid="join-name"
        dir="auto"
        autoComplete="nickname"
        autoCapitalize="words"
        spellCheck={false}
        enterKeyHint="go"
        placeholder={t("join.placeholder")}
        value={name}
        aria-invalid={complaint !== undefined}
        aria-describedby={complaint === undefined ? undefined : `${id}-problem`}
        onChange={({ target }) => {
          setName(target.value);
          setOwnProblem(undefined);
        }}
      />
      <button
        className="button button-primary"
        data-testid="join-submit"
        type="submit"
        aria-disabled={isJoining}
      >
        {isJoining ? t("join.joining") : t("join.submit")}
      </button>
      {complaint !== undefined && (
        <p className="field-error" id={`${id}-problem`} role="alert">
          {complaint}
        </p>
      )}
    </form>
  );
}

function complaintOf(
  t: Translate,
  own: NameProblem | undefined,
  problem: ErrorCode | undefined,
): string | undefined {
  if (own !== undefined) return t(`join.${own}`, { max: MAX_NAME_LENGTH });
  return problem === undefined ? undefined : t(`errors.${problem}`);
}
