// A turn of the battle, for a few seconds where the ranking counts its players. Screen readers have their own news (live-region.tsx).
import { useEffect, useState } from "react";
import { Sentence } from "../../i18n/sentence.tsx";
import { useTranslation } from "../../i18n/use-translation.ts";
import { Name } from "../shell/name.tsx";
import type { Arena } from "../../stores/arena.ts";
import { MOMENT_PAUSE_MS, type Moment } from "../../stores/moments.ts";

/** The moment that is shown now. */
export function useMoment({ effects }: Arena): Moment | undefined {
  const [moment, setMoment] = useState<Moment>();
  useEffect(
    () => effects.listen((effect) => effect.type === "moment" && setMoment(effect.moment)),
    [effects],
  );
  useEffect(() => {
    if (moment === undefined) return;
    const timer = setTimeout(() => setMoment(undefined), MOMENT_PAUSE_MS);
    return () => clearTimeout(timer);
  }, [moment]);
  return moment;
}

/** Null for a moment that is shown elsewhere: a round's. */
export function MomentLine({ moment }: { moment: Moment }): React.JSX.Element | null {
  const { t } = useTranslation();
  if (moment.type === "slain" || moment.type === "round") return null;
  const text = moment.type === "leader" && moment.isOwn ? "ownLead" : moment.type;
  return (
    <p className="moment" aria-hidden="true" data-testid="moment" data-moment={text}>
      <Sentence text={t(`moments.${text}`)} elements={{ player: <Name>{moment.name}</Name> }} />
    </p>
  );
}
