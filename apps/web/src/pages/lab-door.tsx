// What stands where a lab or a microscope is to be: it is being opened, or cannot be, and why.
import { useTranslation } from "../i18n/use-translation.ts";
import type { ErrorCode } from "@hydra/protocol";
import { TopBar } from "../components/shell/top-bar.tsx";
import DeadEnd from "./dead-end.tsx";

export interface LabDoorProps {
  readonly title: string;
  /** What is happening while it is being opened. */
  readonly text: string;
  /** Why it is not open; undefined while it is being opened. */
  readonly problem: ErrorCode | undefined;
}

export function LabDoor({ title, text, problem }: LabDoorProps): React.JSX.Element {
  return (
    <>
      <TopBar />
      {problem === undefined ? (
        <main id="content" className="lab-opening" tabIndex={-1} aria-busy="true">
          <h1>{title}</h1>
          <p className="soft">{text}</p>
        </main>
      ) : (
        <Closed problem={problem} />
      )}
    </>
  );
}

function Closed({ problem }: { problem: ErrorCode }): React.JSX.Element {
  const { t } = useTranslation("lab");
  const { t: words } = useTranslation();
  switch (problem) {
    case "not-found":
      return <DeadEnd title={t("offTitle")} text={t("offText")} />;
    case "unknown-family":
      return <DeadEnd title={words("arena.unknownTitle")} text={words("arena.unknownText")} />;
    default:
      return <DeadEnd title={t("failedTitle")} text={t("failedText")} />;
  }
}
