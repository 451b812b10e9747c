// The monster's name, round and hit points.
import type { CSSProperties } from "react";
import { useTranslation } from "react-i18next";
import type { View } from "@hydra/transport";
import { useFormat } from "../../hooks/use-format.ts";
import { Icon } from "../shell/icon.tsx";

export function MonsterLife({ view }: { view: View }): React.JSX.Element {
  const { t } = useTranslation();
  const format = useFormat();
  const { monster, round, players, totalDamage } = view;
  const share = monster.maxHp === 0 ? 0 : monster.hp / monster.maxHp;
  return (
    <div className="life">
      <div className="life-head">
        <div>
          <p className="life-round">{t("monster.round", { round })}</p>
          <h2>{monster.name}</h2>
        </div>
        <p className="life-fighters figures">
          <Icon name="people" />
          {t("monster.fighters", { count: players })}
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
        <span>
          <strong>{format.whole(monster.hp)}</strong> / {format.whole(monster.maxHp)}
        </span>
        <span className="soft">
          {totalDamage === 0 ? t("monster.untouched") : t("monster.damage", { damage: totalDamage })}
        </span>
      </p>
    </div>
  );
}
