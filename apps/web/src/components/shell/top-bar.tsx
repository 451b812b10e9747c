// The bar above every page: where one is, what can be done here, settings.
import { useId, type ReactNode } from "react";
import { useTranslation } from "../../i18n/use-translation.ts";
import { Link } from "wouter";
import { HEADS } from "../hydra/heads.ts";
import { Icon } from "./icon.tsx";
import { LanguageSwitch } from "./language-switch.tsx";
import { ThemeSwitch } from "./theme-switch.tsx";
import "./top-bar.css";

export interface TopBarProps {
  /** Beside the mark. */
  readonly children?: ReactNode;
  /** Before the settings. */
  readonly actions?: ReactNode;
  /** Beside language and theme. */
  readonly switches?: ReactNode;
}

export function TopBar({ children, actions, switches }: TopBarProps): React.JSX.Element {
  const { t } = useTranslation();
  const settings = useId();
  return (
    <header className="top-bar">
      <a className="skip-link" href="#content">
        {t("skip")}
      </a>
      <Link className="mark" href="/" aria-label={t("home")}>
        <Mark />
        <span className="mark-word">{t("product")}</span>
      </Link>
      <div className="top-bar-place">{children}</div>
      <div className="top-bar-actions">
        {actions}
        <Link className="button button-quiet lab-link" href="/lab">
          <Icon name="flask" />
          <span>{t("lab")}</span>
        </Link>
        <button
          type="button"
          className="button button-quiet button-icon settings-button"
          popoverTarget={settings}
          aria-label={t("controls.settings")}
          title={t("controls.settings")}
        >
          <Icon name="gear" />
        </button>
        {/* On narrow pages the button opens it; elsewhere it is always there. */}
        <div className="top-bar-settings" id={settings} popover="auto">
          {switches}
          <LanguageSwitch />
          <ThemeSwitch />
        </div>
      </div>
    </header>
  );
}

/** The product's mark: a stroke for each head, one root. Before this page's script it is in the HTML (first-paint.ts). */
function Mark(): React.JSX.Element {
  return (
    <svg viewBox="0 0 32 32" fill="none" strokeWidth="3.2" strokeLinecap="round" aria-hidden="true">
      {HEADS.map(({ transport, stroke }) => (
        <path key={transport} stroke={`var(--${transport})`} d={stroke} />
      ))}
    </svg>
  );
}
