// Announces, for those who cannot see it, what matters of the battle.
import { useEffect, useState } from "react";
import { useTranslation } from "../../i18n/use-translation.ts";
import type { Translate } from "../../i18n/words.ts";
import { useMonsterName } from "../../hooks/use-monster-name.ts";
import { createAnnouncer, type Announcement } from "../../stores/announcements.ts";
import type { Arena } from "../../stores/arena.ts";
import { standingOf } from "../../stores/standing.ts";

export function LiveRegion({ arena }: { arena: Arena }): React.JSX.Element {
  const { t } = useTranslation();
  const [announcement, setAnnouncement] = useState<Announcement>();
  useEffect(() => {
    const announcer = createAnnouncer(setAnnouncement, () => performance.now());
    return arena.feed.store.subscribe((state, before) => {
      if (state.connection !== before.connection) announcer.onConnection(state.connection.type);
      if (state.view === undefined || state.view === before.view) return;
      const who = arena.session.store.getState();
      const rank = who.type === "player" ? standingOf(state.view.entries, who.me).rank : undefined;
      announcer.onView(state.view, rank);
    });
  }, [arena]);
  const monsterName = useMonsterName();
  return (
    <p className="visually-hidden" role="log" aria-live="polite">
      {announcement !== undefined && wordsOf(announcement, { t, monsterName })}
    </p>
  );
}

interface Wording {
  readonly t: Translate;
  monsterName(name: string): string;
}

function wordsOf(announcement: Announcement, { t, monsterName }: Wording): string {
  switch (announcement.type) {
    case "rank":
      return t("announce.rank", { rank: announcement.rank });
    case "leader":
      return t("announce.leader", { player: announcement.name });
    case "slain":
      return t("announce.slain", { monster: monsterName(announcement.monster) });
    case "round":
      return t("announce.round", { round: announcement.round, monster: monsterName(announcement.monster) });
    case "lost":
    case "live":
      return t(`announce.${announcement.type}`);
  }
}
