// Where a person becomes, on this device, the player of another one: by the code that is shown there. The code stands behind `#` in a
// link, so no server or proxy on the way writes it down, and it is used by a press only: it is good once.
import { useId, useRef, useState, type FormEvent } from "react";
import { useTranslation } from "../i18n/use-translation.ts";
import { useLocation } from "wouter";
import { arrive } from "@hydra/client";
import { normaliseCode, type ErrorCode } from "@hydra/protocol";
import { TopBar } from "../components/shell/top-bar.tsx";
import { useTitle } from "../hooks/use-title.ts";
import { markJoined } from "../stores/joined.ts";
import { codeOf } from "../stores/problem.ts";
import { server } from "../stores/server.ts";
import { choosePlayerName } from "../stores/settings.ts";
import "./arrive-page.css";

// oxlint-disable-next-line import/no-default-export -- what createPart takes
export default function ArrivePage(): React.JSX.Element {
  const { t } = useTranslation();
  const { t: at } = useTranslation("family");
  const [, navigate] = useLocation();
  const id = useId();
  const field = useRef<HTMLInputElement>(null);
  const [typed, setTyped] = useState(() => location.hash.slice(1));
  const [problem, setProblem] = useState<"noCode" | ErrorCode>();
  const [isArriving, setArriving] = useState(false);
  useTitle(at("arriving.title"));

  const fail = (found: "noCode" | ErrorCode): void => {
    setProblem(found);
    setArriving(false);
    field.current?.focus();
  };

  const become = async (code: string): Promise<void> => {
    try {
      const { familyId, playerId, name } = await arrive(server, { code });
      choosePlayerName(name);
      markJoined(familyId, playerId);
      navigate(`/f/${encodeURIComponent(familyId)}`, { replace: true });
    } catch (error) {
      fail(codeOf(error));
    }
  };

  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (isArriving) return;
    const code = normaliseCode(typed);
    if (code === undefined) return fail("noCode");
    setArriving(true);
    void become(code);
  };

  return (
    <>
      <TopBar />
      <main id="content" tabIndex={-1} className="arrive">
        <h1>{at("arriving.title")}</h1>
        <p className="soft">{at("arriving.text")}</p>
        <form onSubmit={submit} noValidate>
          <label className="field-label" htmlFor={id}>
            {at("arriving.code")}
          </label>
          <input
            ref={field}
            id={id}
            className="field arrive-code"
            data-testid="arrive-code"
            autoComplete="one-time-code"
            autoCapitalize="characters"
            spellCheck={false}
            translate="no"
            placeholder="7KQ2M-9XW4P"
            value={typed}
            aria-invalid={problem !== undefined}
            aria-describedby={problem === undefined ? undefined : `${id}-problem`}
            onChange={({ target }) => {
              setTyped(target.value);
              setProblem(undefined);
            }}
          />
          {problem !== undefined && (
            <p className="field-error" id={`${id}-problem`} role="alert">
              {problem === "noCode" ? at("arriving.noCode") : t(`errors.${problem}`)}
            </p>
          )}
          <button
            type="submit"
            className="button button-primary"
            data-testid="arrive-submit"
            aria-disabled={isArriving}
          >
            {at("arriving.submit")}
          </button>
        </form>
      </main>
    </>
  );
}
