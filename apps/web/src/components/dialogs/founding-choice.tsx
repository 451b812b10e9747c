// What a family is founded with besides its name: how long a battle is to be, companions, listed or private.
import { useId } from "react";
import { useTranslation } from "../../i18n/use-translation.ts";
import { BATTLE_HP, MAX_COMPANIONS, type BattleLength } from "@hydra/protocol";
import { useFormat } from "../../hooks/use-format.ts";
import "./founding-choice.css";

export interface Founding {
  readonly battle: BattleLength;
  readonly bots: number;
  readonly isPrivate: boolean;
}

export interface FoundingChoiceProps {
  readonly founding: Founding;
  readonly onChange: (founding: Founding) => void;
}

const LENGTHS = ["short", "medium", "long"] as const satisfies readonly BattleLength[];

export function FoundingChoice({ founding, onChange }: FoundingChoiceProps): React.JSX.Element {
  const { t } = useTranslation("family");
  const format = useFormat();
  const id = useId();
  const { battle, bots, isPrivate } = founding;
  return (
    <div className="founding">
      <fieldset className="founding-lengths">
        <legend className="field-label">{t("founding.battle")}</legend>
        {LENGTHS.map((length) => (
          <label key={length} className="founding-length">
            <input
              type="radio"
              name={`${id}-battle`}
              value={length}
              checked={battle === length}
              onChange={() => onChange({ ...founding, battle: length })}
            />
            <span>{t(`founding.lengths.${length}`)}</span>
            <span className="soft figures">{t("founding.hp", { hp: format.short(BATTLE_HP[length]) })}</span>
          </label>
        ))}
      </fieldset>
      <label className="field-label" htmlFor={`${id}-bots`}>
        {t("founding.bots")}
      </label>
      <select
        id={`${id}-bots`}
        className="field"
        data-testid="create-bots"
        value={bots}
        aria-describedby={`${id}-bots-note`}
        onChange={({ target }) => onChange({ ...founding, bots: Number(target.value) })}
      >
        {Array.from({ length: MAX_COMPANIONS + 1 }, (_, count) => (
          <option key={count} value={count}>
            {count === 0 ? t("founding.noBots") : t("founding.botCount", { count })}
          </option>
        ))}
      </select>
      <p className="founding-note soft" id={`${id}-bots-note`}>
        {t("founding.botsNote")}
      </p>
      <label className="founding-private">
        <input
          type="checkbox"
          data-testid="create-private"
          checked={isPrivate}
          aria-describedby={`${id}-private-note`}
          onChange={({ target }) => onChange({ ...founding, isPrivate: target.checked })}
        />
        <span>{t("founding.private")}</span>
      </label>
      <p className="founding-note soft" id={`${id}-private-note`}>
        {t("founding.privateNote")}
      </p>
    </div>
  );
}
