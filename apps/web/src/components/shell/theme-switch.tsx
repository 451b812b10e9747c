// As the system, light, dark: one button that goes round.
import { useTranslation } from "../../i18n/use-translation.ts";
import { useStore } from "zustand";
import { chooseTheme, settings, THEMES, type Theme } from "../../stores/settings.ts";
import { Icon, type IconName } from "./icon.tsx";

const ICONS = { system: "system", light: "sun", dark: "moon" } as const satisfies Record<Theme, IconName>;

export function ThemeSwitch(): React.JSX.Element {
  const { t } = useTranslation();
  const theme = useStore(settings, (state) => state.theme);
  const label = t("controls.theme", { theme: t(`controls.themes.${theme}`) });
  return (
    <button
      type="button"
      className="button button-quiet button-icon"
      aria-label={label}
      title={label}
      onClick={() => chooseTheme(THEMES[(THEMES.indexOf(theme) + 1) % THEMES.length] ?? "system")}
    >
      <Icon name={ICONS[theme]} />
    </button>
  );
}
