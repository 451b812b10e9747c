// What one can do right now: join while watching, strike once joined.
import { useEffect, useRef } from "react";
import { useTranslation } from "../../i18n/use-translation.ts";
import { useStore } from "zustand";
import type { Arena } from "../../stores/arena.ts";
import { SkillBar } from "../skills/skill-bar.tsx";
import { HitStory } from "./hit-story.tsx";
import { JoinForm } from "./join-form.tsx";
import "./action-bar.css";

export function ActionBar({ arena }: { arena: Arena }): React.JSX.Element {
  const { t } = useTranslation();
  const session = useStore(arena.session.store);
  const bar = useRef<HTMLDivElement>(null);
  const isNew = session.type === "player" && session.isNew;
  useEffect(() => {
    // The form that had the focus is gone: the skills took its place.
    if (isNew) bar.current?.querySelector<HTMLElement>(".skill")?.focus({ preventScroll: true });
  }, [isNew]);
  if (session.type === "player") {
    return (
      <div className="action-bar" ref={bar}>
        <HitStory arena={arena} />
        <SkillBar arena={arena} />
      </div>
    );
  }
  if (session.type === "checking") {
    return (
      <div className="action-bar">
        <p className="action-lead soft">{t("join.checking")}</p>
      </div>
    );
  }
  return (
    <div className="action-bar">
      <p className="action-lead">{t("join.watching")}</p>
      <JoinForm
        isJoining={session.isJoining}
        problem={session.problem}
        onJoin={(name) => void arena.session.join(name)}
      />
    </div>
  );
}
