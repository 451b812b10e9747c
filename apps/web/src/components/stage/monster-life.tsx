// The monster's name, round and hit points.
import type { CSSProperties } from "react";
import { useTranslation } from "../../i18n/use-translation.ts";
import type { BattleView } from "@hydra/client";
import { useFormat } from "../../hooks/use-format.ts";
import { useMonsterName } from "../../hooks/use-monster-name.ts";
import { Icon } from "../shell/icon.tsx";
import { Name } from "../shell/name.tsx";

export function MonsterLife({ view }: { view: BattleView }): React.JSX.Element {
  const { t } = useTranslation();
  const format = useFormat();
  const monsterName = useMonsterName();
  const { monster, round, players, totalDamage } = view;
  const share = monster.maxHp === 0 ? 0 : monster.hp / monster.maxHp;
  return (
    <div className="life">
      <div className="life-head">
        <div>
          <p className="life-round">{t("monster.round", { round })}</p>
          <h2>
            <Name>{monsterName(monster.name)}</Name>
          </h2>
        </div>
        <p className="life-fighters figures">
          <Icon name="people" />
          <span>{t("monster.fighters", { count: players })}</span>
        </p>
      </div>
      <div
        className="life-bar"
        role="meter"
        aria-label={t("monster.hp")}
        aria-valuemin={0}
        aria-valuemax={monster.maxHp}
        aria-valuenow={monster.hp}
        style={{ "--share": share } as CSSProperties}
      >
        <div className="life-lost" />
        <div className="life-left" />
      </div>
      <p className="life-figures figures">
        <span translate="no" dir="ltr">
          <strong>{format.whole(monster.hp)}</strong> <span>{`/ ${format.whole(monster.maxHp)}`}</span>
        </span>
        <span className="soft">
          {totalDamage === 0 ? t("monster.untouched") : t("monster.damage", { damage: totalDamage })}
        </span>
      </p>
    </div>
  );
}
