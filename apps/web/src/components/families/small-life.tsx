// A monster in one line and a bar.
import type { CSSProperties } from "react";
import { useTranslation } from "../../i18n/use-translation.ts";
import type { Monster } from "@hydra/engine";
import { useFormat } from "../../hooks/use-format.ts";
import { useMonsterName } from "../../hooks/use-monster-name.ts";
import { Name } from "../shell/name.tsx";

export function SmallLife({ monster }: { monster: Monster }): React.JSX.Element {
  const { t } = useTranslation("entry");
  const format = useFormat();
  const monsterName = useMonsterName();
  const { name, hp, maxHp, status } = monster;
  return (
    <span className="small-life">
      <span className="small-life-words">
        <Name>{monsterName(name)}</Name>
        {status === "defeated" ? (
          <span className="soft">{t("respawning")}</span>
        ) : (
          <span className="soft figures" translate="no" dir="ltr">
            {`${format.short(hp)} / ${format.short(maxHp)}`}
          </span>
        )}
      </span>
      <span className="small-life-bar" aria-hidden="true">
        <span style={{ "--share": maxHp === 0 ? 0 : hp / maxHp } as CSSProperties} />
      </span>
    </span>
  );
}
