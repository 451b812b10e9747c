// The bar above every page: where one is, what can be done here, language and theme.
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "wouter";
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

/** Four strokes, one root: the product's mark, in the colours of the heads. */
function Mark(): React.JSX.Element {
  return (
    <svg viewBox="0 0 32 32" fill="none" strokeWidth="3.2" strokeLinecap="round" aria-hidden="true">
      <path stroke="var(--polling)" d="M14.5 28C12 21 6 23 5 16.5C4.5 13 6 11.5 3.8 9.5" />
      <path stroke="var(--long-polling)" d="M15.5 28C15 20 10.5 18 12 11C12.6 8.2 12.4 5.5 10 4" />
      <path stroke="var(--sse)" d="M16.5 28C17 20 21.5 18 20 11C19.4 8.2 19.6 5.5 22 4" />
      <path stroke="var(--websocket)" d="M17.5 28C20 21 26 23 27 16.5C27.5 13 26 11.5 28.2 9.5" />
    </svg>
  );
}
