// What home begins with on a later visit: the families, each with the player there. Loaded only where there are any.
import { useCallback, useEffect, useState } from "react";
import { useTranslation } from "../../i18n/use-translation.ts";
import { Link } from "wouter";
import { getFamily, getMe } from "@hydra/client";
import { markJoined } from "../../stores/joined.ts";
import { askForFamily, type MyFamily } from "../../stores/my-family.ts";
import { server } from "../../stores/server.ts";
import { OpenedPart } from "../shell/boundaries.tsx";
import { Icon } from "../shell/icon.tsx";
import { Name } from "../shell/name.tsx";
import { createPart } from "../shell/part.tsx";
import { SmallLife } from "./small-life.tsx";
import "./my-families.css";

const PlayerDialog = createPart(() => import("../dialogs/player-dialog.tsx"));

const QUESTIONS = {
  getFamily: (familyId: string) => getFamily(server, familyId),
  getMe: (familyId: string) => getMe(server, familyId),
  forget: (familyId: string) => markJoined(familyId, null),
};

// oxlint-disable-next-line import/no-default-export -- what createPart takes
export default function MyFamilies({ ids }: { ids: readonly string[] }): React.JSX.Element | null {
  const { t } = useTranslation("family");
  const [found, setFound] = useState<ReadonlyMap<string, MyFamily | null>>(new Map());
  const [opened, setOpened] = useState<MyFamily>();
  const refresh = useCallback(async (familyId: string): Promise<void> => {
    const answer = await askForFamily(familyId, QUESTIONS);
    if (answer !== undefined) setFound((before) => new Map(before).set(familyId, answer));
  }, []);
  useEffect(() => {
    for (const id of ids) void refresh(id);
  }, [ids, refresh]);
  const shown = ids.filter((id) => found.get(id) !== null);
  if (shown.length === 0) return null;
  return (
    <section className="my-families" aria-labelledby="my-families-title" data-testid="my-families">
      <h2 id="my-families-title">{t("player.families")}</h2>
      <ul className="family-grid">
        {shown.map((id) => (
          <li key={id} className="my-family">
            <MyFamilyCard familyId={id} mine={found.get(id) ?? undefined} />
            <MineButton mine={found.get(id) ?? undefined} onOpen={setOpened} />
          </li>
        ))}
      </ul>
      {opened !== undefined && (
        <OpenedPart onClose={() => setOpened(undefined)}>
          <PlayerDialog
            familyId={opened.family.familyId}
            familyName={opened.family.name}
            playerName={opened.me.name}
            onRenamed={() => void refresh(opened.family.familyId)}
            onLeft={() => setFound((before) => new Map(before).set(opened.family.familyId, null))}
            onClose={() => setOpened(undefined)}
          />
        </OpenedPart>
      )}
    </section>
  );
}

/** Leads there also while the server has not answered. */
function MyFamilyCard({
  familyId,
  mine,
}: {
  familyId: string;
  mine: MyFamily | undefined;
}): React.JSX.Element {
  const { t } = useTranslation("family");
  return (
    <Link className="family-card" href={`/f/${encodeURIComponent(familyId)}`} aria-busy={mine === undefined}>
      <span className="family-head">
        {mine === undefined ? (
          <span className="family-name soft">{t("player.loading")}</span>
        ) : (
          <Name className="family-name">{mine.family.name}</Name>
        )}
        <Icon name="arrow" />
      </span>
      {mine !== undefined && (
        <>
          <span className="family-facts soft figures">
            <Name>{mine.me.name}</Name>
            <span>
              {mine.me.rank === null ? t("player.noHit") : t("player.rank", { rank: mine.me.rank })}
            </span>
          </span>
          <SmallLife monster={mine.family.monster} />
        </>
      )}
    </Link>
  );
}

interface MineButtonProps {
  readonly mine: MyFamily | undefined;
  readonly onOpen: (mine: MyFamily) => void;
}

function MineButton({ mine, onOpen }: MineButtonProps): React.JSX.Element | null {
  const { t } = useTranslation("family");
  if (mine === undefined) return null;
  const label = t("player.manage", { player: mine.me.name, family: mine.family.name });
  return (
    <button type="button" className="button my-player" aria-label={label} onClick={() => onOpen(mine)}>
      <Icon name="person" />
      <span>{t("player.yours")}</span>
    </button>
  );
}
