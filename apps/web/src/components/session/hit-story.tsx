// What became of the newest hit, in one line above the skills; before the first one, how to strike.
import { useEffect, useState } from "react";
import { useTranslation } from "../../i18n/use-translation.ts";
import { useStore } from "zustand";
import type { Arena } from "../../stores/arena.ts";
import { closedHints, closeHint } from "../../stores/hints.ts";
import { isLastHit, type HitStory as Story } from "../../stores/hit-story.ts";
import { Icon } from "../shell/icon.tsx";
import { useSkillName } from "../skills/use-skill-name.ts";
import "./hit-story.css";

/** As long as it takes to read; what is still under way stays. */
const COUNTED_MS = 4_000;
/** Longer, because there is more to read, or more to it. */
const LONG_MS = 8_000;

export function HitStory({ arena }: { arena: Arena }): React.JSX.Element {
  const story = useStore(arena.skills.stories, (state) => state.story);
  const isRead = useIsRead(story);
  useEffect(() => {
    if (story?.type === "counted") closeHint("strike");
  }, [story]);
  // Several hits a second that count are too much to announce; what did not go as it should is announced.
  const isQuiet = story?.type === "sent" || story?.type === "counted";
  return (
    <div className="hit-story" role="status" data-testid="hit-story" data-story={story?.type}>
      {story !== undefined && !isRead ? (
        <p className="figures" aria-hidden={isQuiet && !isLastHit(story)}>
          <Words story={story} />
        </p>
      ) : (
        <StrikeHint />
      )}
    </div>
  );
}

function Words({ story }: { story: Story }): React.JSX.Element {
  const { t } = useTranslation();
  const skill = useSkillName(story.skill);
  switch (story.type) {
    case "sent":
      return <span>{t("story.sent", { skill })}</span>;
    case "waiting":
      return <span>{t(`story.waits.${story.wait}`, { skill })}</span>;
    case "refused":
      return <span>{t(`story.refusals.${story.refusal}`, { skill })}</span>;
    case "counted": {
      const { damage, critical } = story.answer;
      const key = isLastHit(story) ? "killingBlow" : critical ? "critical" : "counted";
      return <span>{t(`story.${key}`, { skill, damage })}</span>;
    }
  }
}

function StrikeHint(): React.JSX.Element | null {
  const { t } = useTranslation();
  const isClosed = useStore(closedHints, (hints) => hints.strike);
  if (isClosed) return null;
  return (
    <p className="strike-hint" data-testid="strike-hint">
      <span>{t("story.hint")}</span> <span className="hint-keys">{t("story.hintKeys")}</span>
      <button
        type="button"
        className="button button-quiet button-icon"
        aria-label={t("story.close")}
        title={t("story.close")}
        onClick={() => closeHint("strike")}
      >
        <Icon name="close" />
      </button>
    </p>
  );
}

/** True once there was time to read it. */
function useIsRead(story: Story | undefined): boolean {
  const [read, setRead] = useState<Story>();
  useEffect(() => {
    if (story?.type !== "counted" && story?.type !== "refused") return;
    const isShort = story.type === "counted" && !isLastHit(story);
    const timer = setTimeout(() => setRead(story), isShort ? COUNTED_MS : LONG_MS);
    return () => clearTimeout(timer);
  }, [story]);
  return read === story;
}
