// What was: a family's finished rounds, one of them, or all together. Loaded when one of these addresses is.
import { useEffect, useMemo } from "react";
import { useTranslation } from "../i18n/use-translation.ts";
import { Link, useLocation } from "wouter";
import { useStore } from "zustand";
import { getFamily } from "@hydra/client";
import { battleHref, fameHref, roundsHref } from "../components/rounds/addresses.ts";
import { FameView } from "../components/rounds/fame-view.tsx";
import { RoundView } from "../components/rounds/round-view.tsx";
import { RoundsList } from "../components/rounds/rounds-list.tsx";
import { Icon } from "../components/shell/icon.tsx";
import { Name } from "../components/shell/name.tsx";
import { TopBar } from "../components/shell/top-bar.tsx";
import { useTitle } from "../hooks/use-title.ts";
import { joinedPlayer } from "../stores/joined.ts";
import { createLookUp } from "../stores/looked-up.ts";
import { server } from "../stores/server.ts";
import DeadEnd from "./dead-end.tsx";
import "./rounds-page.css";

export interface RoundsPageProps {
  readonly familyId: string;
  /** A round's number as it stands in the address, `fame`, or undefined for the list. */
  readonly part: string | undefined;
}

// oxlint-disable-next-line import/no-default-export -- what createPart takes
export default function RoundsPage({ familyId, part }: RoundsPageProps): React.JSX.Element {
  const { t } = useTranslation("rounds");
  const { t: words } = useTranslation();
  const family = useMemo(() => createLookUp(() => getFamily(server, familyId)), [familyId]);
  useEffect(() => void family.refresh(), [family]);
  const isUnknown = useStore(
    family.store,
    (state) => state.type === "failed" && state.code === "unknown-family",
  );
  const name = useStore(family.store, (state) => (state.type === "ready" ? state.answer.name : undefined));
  if (isUnknown) {
    return (
      <>
        <TopBar />
        <DeadEnd title={words("arena.unknownTitle")} text={words("arena.unknownText")} />
      </>
    );
  }
  return (
    <>
      <TopBar>
        <Link className="button button-quiet battle-link" href={battleHref(familyId)}>
          <Icon name="back" />
          <span className="visually-hidden">{t("back")}</span>
          <Name className="battle-name">{name ?? t("back")}</Name>
        </Link>
      </TopBar>
      <main id="content" tabIndex={-1} className="rounds-page">
        <Part familyId={familyId} part={part} name={name} />
      </main>
    </>
  );
}

interface PartProps extends RoundsPageProps {
  /** The family's, once it is known. */
  readonly name: string | undefined;
}

function Part({ familyId, part, name }: PartProps): React.JSX.Element {
  const isPlayer = joinedPlayer(familyId) !== null;
  if (part !== undefined && part !== "fame") {
    const round = /^[1-9]\d{0,15}$/.test(part) ? Number(part) : 0;
    return <RoundView key={part} familyId={familyId} isPlayer={isPlayer} round={round} />;
  }
  return (
    <>
      <Views familyId={familyId} name={name} />
      {part === "fame" ? (
        <FameView familyId={familyId} />
      ) : (
        <RoundsList familyId={familyId} isPlayer={isPlayer} />
      )}
    </>
  );
}

/** The list and the hall: addresses of their own, so links, not tabs. */
function Views({ familyId, name }: Omit<PartProps, "part">): React.JSX.Element {
  const { t } = useTranslation("rounds");
  const [location] = useLocation();
  const views = [
    [roundsHref(familyId), t("title")],
    [fameHref(familyId), t("fame")],
  ] as const;
  const current = views.find(([href]) => href === location)?.[1] ?? t("title");
  useTitle([current, name].filter((each) => each !== undefined).join(" · "));
  return (
    <header className="rounds-head">
      <h1>{current}</h1>
      <nav className="rounds-views" aria-label={t("views")}>
        {views.map(([href, label]) => (
          <Link
            key={href}
            className="button button-quiet"
            href={href}
            aria-current={href === location ? "page" : undefined}
          >
            {label}
          </Link>
        ))}
      </nav>
    </header>
  );
}
