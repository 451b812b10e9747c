// The bar above every page: where one is, what can be done here, language and theme.
import type { ReactNode } from "react";
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
  /** Before language and theme. */
  readonly actions?: ReactNode;
}

export function TopBar({ children, actions }: TopBarProps): React.JSX.Element {
  const { t } = useTranslation();
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
        <LanguageSwitch />
        <ThemeSwitch />
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
