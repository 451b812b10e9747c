// One's own player in a family: another name, another device, away from this one.
import { useState } from "react";
import { useTranslation } from "../../i18n/use-translation.ts";
import { leaveFamily } from "@hydra/client";
import type { ErrorCode } from "@hydra/protocol";
import { markJoined } from "../../stores/joined.ts";
import { codeOf } from "../../stores/problem.ts";
import { server } from "../../stores/server.ts";
import { DeviceCode } from "./device-code.tsx";
import { Dialog } from "./dialog.tsx";
import { RenameForm } from "./rename-form.tsx";
import "./player-dialog.css";

export interface PlayerDialogProps {
  readonly familyId: string;
  readonly familyName: string;
  readonly playerName: string;
  readonly onRenamed: () => void;
  /** The player is none of this browser's any more: nothing is left to ask for. */
  readonly onLeft: () => void;
  readonly onClose: () => void;
}

// oxlint-disable-next-line import/no-default-export -- what createPart takes
export default function PlayerDialog(props: PlayerDialogProps): React.JSX.Element {
  const { familyId, familyName, playerName, onRenamed, onLeft, onClose } = props;
  const { t } = useTranslation("family");
  return (
    <Dialog title={t("player.title")} text={t("player.text", { family: familyName })} onClose={onClose}>
      <RenameForm familyId={familyId} playerName={playerName} onRenamed={onRenamed} />
      <DeviceCode familyId={familyId} />
      <Leave
        familyId={familyId}
        onLeft={() => {
          onClose();
          onLeft();
        }}
      />
    </Dialog>
  );
}

/** Asked twice: there is no way back but a code from another device. */
function Leave({ familyId, onLeft }: { familyId: string; onLeft: () => void }): React.JSX.Element {
  const { t } = useTranslation();
  const { t: pt } = useTranslation("family");
  const [isAsked, setAsked] = useState(false);
  const [problem, setProblem] = useState<ErrorCode>();
  const leave = async (): Promise<void> => {
    try {
      await leaveFamily(server, familyId);
      markJoined(familyId, null);
      onLeft();
    } catch (error) {
      setProblem(codeOf(error));
    }
  };
  return (
    <section className="player-part" aria-labelledby="leave-title">
      <h3 id="leave-title">{pt("player.leaveTitle")}</h3>
      <p className="soft">{pt("player.leaveText")}</p>
      {isAsked ? (
        <div className="player-choice">
          <button type="button" className="button button-danger" onClick={() => void leave()}>
            {pt("player.leaveSure")}
          </button>
          <button type="button" className="button" onClick={() => setAsked(false)}>
            {pt("player.stay")}
          </button>
        </div>
      ) : (
        <button type="button" className="button" onClick={() => setAsked(true)}>
          {pt("player.leave")}
        </button>
      )}
      {problem !== undefined && (
        <p className="field-error" role="alert">
          {t(`errors.${problem}`)}
        </p>
      )}
    </section>
  );
}
