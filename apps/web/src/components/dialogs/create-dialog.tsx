// A new family: a name, and one is there. The rest has a default.
import { useEffect, useId, useRef, useState, type FormEvent } from "react";
import { useTranslation } from "../../i18n/use-translation.ts";
import { createFamily } from "@hydra/client";
import { MAX_NAME_LENGTH, type ErrorCode } from "@hydra/protocol";
import { nameProblem, type NameProblem } from "../../stores/names.ts";
import { codeOf } from "../../stores/problem.ts";
import { server } from "../../stores/server.ts";
import { Dialog } from "./dialog.tsx";
import { FoundingChoice, type Founding } from "./founding-choice.tsx";

export interface CreateDialogProps {
  readonly onClose: () => void;
  readonly onCreated: (familyId: string) => void;
}

// oxlint-disable-next-line import/no-default-export -- what createPart takes
export default function CreateDialog({ onClose, onCreated }: CreateDialogProps): React.JSX.Element {
  const { t } = useTranslation();
  const { t: ft } = useTranslation("family");
  const id = useId();
  const field = useRef<HTMLInputElement>(null);
  const [name, setName] = useState("");
  const [problem, setProblem] = useState<{ own: NameProblem } | { code: ErrorCode }>();
  const [founding, setFounding] = useState<Founding>({ battle: "medium", bots: 0, isPrivate: false });
  const [isCreating, setCreating] = useState(false);
  useEffect(() => field.current?.focus(), [problem]);

  const create = async (): Promise<void> => {
    setCreating(true);
    try {
      const { familyId } = await createFamily(server, { name: name.trim(), ...founding });
      onCreated(familyId);
    } catch (error) {
      setCreating(false);
      setProblem({ code: codeOf(error) });
    }
  };

  const submit = (event: FormEvent): void => {
    event.preventDefault();
    const own = nameProblem(name);
    setProblem(own === undefined ? undefined : { own });
    if (own === undefined && !isCreating) void create();
  };

  return (
    <Dialog title={ft("founding.title")} text={ft("founding.text")} onClose={onClose}>
      <form className="dialog-form" onSubmit={submit} noValidate>
        <label className="field-label" htmlFor={id}>
          {ft("founding.name")}
        </label>
        <input
          ref={field}
          id={id}
          className="field"
          data-testid="create-name"
          dir="auto"
          autoComplete="off"
          placeholder={ft("founding.placeholder")}
          value={name}
          aria-invalid={problem !== undefined}
          aria-describedby={problem === undefined ? undefined : `${id}-problem`}
          onChange={({ target }) => {
            setName(target.value);
            setProblem(undefined);
          }}
        />
        {problem !== undefined && (
          <p className="field-error" id={`${id}-problem`} role="alert">
            {"own" in problem
              ? t(`join.${problem.own}`, { max: MAX_NAME_LENGTH })
              : t(`errors.${problem.code}`)}
          </p>
        )}
        <FoundingChoice founding={founding} onChange={setFounding} />
        <button
          className="button button-primary"
          data-testid="create-submit"
          type="submit"
          aria-disabled={isCreating}
        >
          {isCreating ? ft("founding.creating") : ft("founding.submit")}
        </button>
      </form>
    </Dialog>
  );
}
