// What is shown where drawing failed. Most often a part of the page could not be fetched: the network has gone, or
// the server was updated and the part is called otherwise now. Loading the page again mends both.
import type { ReactNode } from "react";
import { ErrorBoundary } from "react-error-boundary";
import { useTranslation } from "../../i18n/use-translation.ts";
import { useLocation } from "wouter";
import { noteError } from "../../stores/notices.ts";
import "../../pages/dead-end.css";

/** Around a whole page; another address is another chance. */
export function PageBoundary({ children }: { children: ReactNode }): React.JSX.Element {
  const [location] = useLocation();
  return (
    <ErrorBoundary FallbackComponent={BrokenPage} resetKeys={[location]}>
      {children}
    </ErrorBoundary>
  );
}

function BrokenPage(): React.JSX.Element {
  const { t } = useTranslation();
  return (
    <main id="content" tabIndex={-1} className="dead-end" role="alert" data-testid="broken-page">
      <h1>{t("broken.title")}</h1>
      <p className="soft">{t("broken.text")}</p>
      <button type="button" className="button button-primary" onClick={() => location.reload()}>
        {t("broken.reload")}
      </button>
    </main>
  );
}

export interface PartBoundaryProps {
  readonly children: ReactNode;
  /** The part is not coming: its opener closes it. */
  readonly onClose: () => void;
}

/** Around a dialog: the page behind it goes on, and a toast shows what is missing. */
export function PartBoundary({ children, onClose }: PartBoundaryProps): React.JSX.Element {
  const { t } = useTranslation();
  return (
    <ErrorBoundary
      fallback={null}
      onError={() => {
        noteError(t("broken.part"), "broken-part");
        onClose();
      }}
    >
      {children}
    </ErrorBoundary>
  );
}
