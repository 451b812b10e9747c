// Loads what draws toasts once the page is there, long before there is anything to show: what a toast has to show is often that nothing can
// be loaded. Not part of the first script, which has a tenth less to fetch and to compile for it.
import { useEffect, useState } from "react";
import { ComingPart } from "./boundaries.tsx";
import { createPart } from "./part.tsx";

const Toaster = createPart(() => import("./toaster.tsx"));
/** Late enough not to compete with the first paint. */
const AFTER_MS = 300;

export function ToasterPlace(): React.JSX.Element | null {
  const [isTime, setIsTime] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setIsTime(true), AFTER_MS);
    return () => clearTimeout(timer);
  }, []);
  if (!isTime) return null;
  return (
    <ComingPart>
      <Toaster />
    </ComingPart>
  );
}
