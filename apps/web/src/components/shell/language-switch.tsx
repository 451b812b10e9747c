// English or Chinese, each in its own words.
import { useTranslation } from "react-i18next";
import { chooseLanguage } from "../../i18n/index.ts";
import { LANGUAGE_NAMES, LANGUAGES } from "../../i18n/languages.ts";
import { Icon } from "./icon.tsx";

export function LanguageSwitch(): React.JSX.Element {
  const { t, i18n } = useTranslation();
  return (
    <label className="language-switch button button-quiet">
      <Icon name="globe" />
      <span className="visually-hidden">{t("controls.language")}</span>
      <select
        value={i18n.language}
        onChange={({ target }) => {
          const language = LANGUAGES.find((candidate) => candidate === target.value);
          if (language !== undefined) chooseLanguage(language);
        }}
      >
        {LANGUAGES.map((language) => (
          <option key={language} value={language} lang={language}>
            {LANGUAGE_NAMES[language]}
          </option>
        ))}
      </select>
    </label>
  );
}
