// Another name for one's own player.
import { useId, useState, type FormEvent } from "react";
import { useTranslation } from "../../i18n/use-translation.ts";
import { renamePlayer } from "@hydra/client";
import { MAX_NAME_LENGTH, type ErrorCode } from "@hydra/protocol";
import { nameProblem, type NameProblem } from "../../stores/names.ts";
import { codeOf } from "../../stores/problem.ts";
import { server } from "../../stores/server.ts";
import { choosePlayerName } from "../../stores/settings.ts";

export interface RenameFormProps {
  readonly familyId: string;
  readonly playerName: string;
  readonly onRenamed: () => void;
}

export function RenameForm({ familyId, playerName, onRenamed }: RenameFormProps): React.JSX.Element {
  const { t } = useTranslation();
  const { t: pt } = useTranslation("family");
  const id = useId();
  const [name, setName] = useState(playerName);
  const [problem, setProblem] = useState<{ own: NameProblem } | { code: ErrorCode }>();
  const [isDone, setDone] = useState(false);

  const rename = async (): Promise<void> => {
    try {
      await renamePlayer(server, familyId, { name: name.trim() });
      choosePlayerName(name.trim());
      setDone(true);
      onRenamed();
    } catch (error) {
      setProblem({ code: codeOf(error) });
    }
  };

  const submit = (event: FormEvent): void => {
    event.preventDefault();
    const own = nameProblem(name);
    setProblem(own === undefined ? undefined : { own });
    if (own === undefined) void rename();
  };

  return (
    <form className="player-part" onSubmit={submit} noValidate>
      <label className="field-label" htmlFor={id}>
        {t("join.name")}
      </label>
      <div className="invite-link">
        <input
          id={id}
          className="field"
          data-testid="rename-name"
          dir="auto"
          autoComplete="nickname"
          spellCheck={false}
          value={name}
          aria-invalid={problem !== undefined}
          aria-describedby={problem === undefined ? undefined : `${id}-problem`}
          onChange={({ target }) => {
            setName(target.value);
            setProblem(undefined);
            setDone(false);
          }}
        />
        <button type="submit" className="button button-primary" data-testid="rename-submit">
          {pt("player.rename")}
        </button>
      </div>
      {problem !== undefined && (
        <p className="field-error" id={`${id}-problem`} role="alert">
          {"own" in problem
            ? t(`join.${problem.own}`, { max: MAX_NAME_LENGTH })
            : t(`errors.${problem.code}`)}
        </p>
      )}
      <p className="soft" role="status">
        {isDone ? pt("player.renamed") : ""}
      </p>
    </form>
  );
}
