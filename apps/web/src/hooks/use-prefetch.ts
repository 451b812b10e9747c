// Fetches a part of the page that is not needed yet once the page is there, so that it still opens when the network has gone.
import { useEffect } from "react";
import type { Part } from "../components/shell/part.tsx";

/** Late enough not to compete with the first paint and the first frames of the feed. */
const AFTER_MS = 1_000;

export function usePrefetch({ fetch }: Pick<Part<never>, "fetch">): void {
  useEffect(() => {
    // If it fails now, opening it is another chance.
    const timer = setTimeout(() => void fetch().catch(() => undefined), AFTER_MS);
    return () => clearTimeout(timer);
  }, [fetch]);
}
