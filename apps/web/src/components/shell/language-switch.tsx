// The languages, each in its own words.
import { useTranslation } from "../../i18n/use-translation.ts";
import { chooseLanguage } from "../../i18n/index.ts";
import { LANGUAGE_NAMES, LANGUAGES } from "../../i18n/languages.ts";
import { noteError } from "../../stores/notices.ts";
import { Icon } from "./icon.tsx";

export function LanguageSwitch(): React.JSX.Element {
  const { t, language } = useTranslation();
  return (
    <label className="language-switch button button-quiet">
      <Icon name="globe" />
      <span className="visually-hidden">{t("controls.language")}</span>
      <select
        value={language}
        onChange={({ target }) => {
          const language = LANGUAGES.find((candidate) => candidate === target.value);
          if (language === undefined) return;
          chooseLanguage(language).catch(() => noteError(t("broken.part"), "broken-part"));
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
