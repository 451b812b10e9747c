// Straight into the liveliest fight: a name, and one is in.
import { useState } from "react";
import { Sentence } from "../../i18n/sentence.tsx";
import { useTranslation } from "../../i18n/use-translation.ts";
import { useLocation } from "wouter";
import { joinFamily } from "@hydra/client";
import type { ErrorCode } from "@hydra/protocol";
import { Name } from "../shell/name.tsx";
import { JoinForm } from "../session/join-form.tsx";
import type { FamiliesState } from "../../stores/families.ts";
import { markJoined } from "../../stores/joined.ts";
import { codeOf } from "../../stores/problem.ts";
import { server } from "../../stores/server.ts";

export function QuickJoin({ families }: { families: FamiliesState }): React.JSX.Element | null {
  const { t } = useTranslation("entry");
  const [, navigate] = useLocation();
  const [isJoining, setJoining] = useState(false);
  const [problem, setProblem] = useState<ErrorCode>();
  // Its place, so that nothing moves when it comes.
  if (families.type === "loading") return <div className="quick-join quick-join-coming" aria-hidden="true" />;
  const family = families.type === "ready" ? families.families[0] : undefined;
  if (family === undefined) return null;
  const { familyId, name: familyName } = family;

  const join = async (name: string): Promise<void> => {
    setJoining(true);
    try {
      const { playerId } = await joinFamily(server, familyId, { name });
      markJoined(familyId, playerId);
      navigate(`/f/${encodeURIComponent(familyId)}`);
    } catch (error) {
      setProblem(codeOf(error));
      setJoining(false);
    }
  };

  return (
    <div className="quick-join">
      <p className="quick-join-lead">
        <Sentence text={t("joinLead")} elements={{ family: <Name>{familyName}</Name> }} />
      </p>
      <JoinForm isJoining={isJoining} problem={problem} onJoin={(name) => void join(name)} />
    </div>
  );
}
