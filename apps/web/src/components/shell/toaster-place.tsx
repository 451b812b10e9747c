// Loads what draws toasts once the page is there, long before there is anything to show: what a toast has to show is often that nothing can
// be loaded. Not part of the first script, which has a tenth less to fetch and to compile for it.
import { useEffect, useState } from "react";

/** Late enough not to compete with the first paint. */
const AFTER_MS = 300;
/** After an attempt that failed. */
const RETRY_MS = 3_000;

export function ToasterPlace(): React.JSX.Element | null {
  const [Toaster, setToaster] = useState<() => React.JSX.Element>();
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout>;
    const loadAfter = (ms: number): void => {
      timer = setTimeout(() => {
        import("./toaster.tsx").then(
          (module) => setToaster(() => module.Toaster),
          () => loadAfter(RETRY_MS),
        );
      }, ms);
    };
    loadAfter(AFTER_MS);
    return () => clearTimeout(timer);
  }, []);
  return Toaster === undefined ? null : <Toaster />;
}
