// What is shown where drawing failed. Most often a part of the page could not be fetched: the network has gone, or
// the server was updated and the part is called otherwise now. Loading the page again mends both.
import { Suspense, useEffect, useState, type ReactNode } from "react";
import { ErrorBoundary, type FallbackProps } from "react-error-boundary";
import { useTranslation } from "../../i18n/use-translation.ts";
import { useLocation } from "wouter";
import { noteError } from "../../stores/notices.ts";
import "../../pages/dead-end.css";

/** After an attempt to fetch a part that failed. */
const RETRY_MS = 3_000;
const LONGEST_RETRY_MS = 60_000;

/** Around a whole page: it is tried again, ever less often. Another address is another chance. */
export function PageBoundary({ children }: { children: ReactNode }): React.JSX.Element {
  const [location] = useLocation();
  return (
    <ErrorBoundary FallbackComponent={BrokenPage} resetKeys={[location]}>
      {children}
    </ErrorBoundary>
  );
}

/** Of the page, since it was opened. */
let timesBroken = 0;

function BrokenPage({ resetErrorBoundary: tryAgain }: FallbackProps): React.JSX.Element {
  const { t } = useTranslation();
  useEffect(() => {
    const stop = new AbortController();
    const timer = setTimeout(tryAgain, Math.min(RETRY_MS * 2 ** timesBroken, LONGEST_RETRY_MS));
    timesBroken += 1;
    addEventListener("online", tryAgain, { signal: stop.signal });
    return () => {
      stop.abort();
      clearTimeout(timer);
    };
  }, [tryAgain]);
  return (
    <main id="content" tabIndex={-1} className="dead-end" role="alert" data-testid="broken-page">
      <h1>{t("broken.title")}</h1>
      <p className="soft">{t("broken.text")}</p>
      <button type="button" className="button button-primary" onClick={() => location.reload()}>
        {t("broken.reload")}
      </button>
      <a className="soft" href="/">
        {t("arena.back")}
      </a>
    </main>
  );
}

export interface OpenedPartProps {
  readonly children: ReactNode;
  /** The part is not coming: its opener closes it. */
  readonly onClose: () => void;
}

/** Around a part that a person opened: the page behind it goes on, and a toast shows what is missing. */
export function OpenedPart({ children, onClose }: OpenedPartProps): React.JSX.Element {
  const { t } = useTranslation();
  return (
    <ErrorBoundary
      fallback={null}
      onError={() => {
        noteError(t("broken.part"), "broken-part");
        onClose();
      }}
    >
      <Suspense fallback={null}>{children}</Suspense>
    </ErrorBoundary>
  );
}

export interface ComingPartProps {
  readonly children: ReactNode;
  /** What holds its place. */
  readonly fallback?: ReactNode;
}

/** Around a part that comes by itself: the page goes on without it, and it is fetched again until it is there. */
export function ComingPart({ children, fallback = null }: ComingPartProps): React.JSX.Element {
  const [attempt, setAttempt] = useState(0);
  const tryAgain = (): void => {
    setTimeout(() => setAttempt((count) => count + 1), RETRY_MS);
  };
  return (
    <ErrorBoundary fallback={fallback} resetKeys={[attempt]} onError={tryAgain}>
      <Suspense fallback={fallback}>{children}</Suspense>
    </ErrorBoundary>
  );
}
