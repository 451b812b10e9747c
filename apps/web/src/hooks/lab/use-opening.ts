// Opens something of the lab's for as long as its page is there: tries until the server answers, closes it with the page.
import { useEffect, useState } from "react";
import type { ErrorCode } from "@hydra/protocol";
import { codeOf } from "../../stores/problem.ts";

export type Opening<Opened> =
  | { readonly type: "opening" }
  | { readonly type: "open"; readonly opened: Opened }
  /** Asked again, unless that would change nothing. */
  | { readonly type: "failed"; readonly code: ErrorCode };

const RETRY_MS = 3_000;
/** What asking again would not change. */
const FINAL: ReadonlySet<ErrorCode> = new Set(["not-found", "unknown-family"]);

/** @param open the same function every time; given up when its signal aborts, without anything left open */
export function useOpening<Opened extends { close(): void }>(
  open: (signal: AbortSignal) => Promise<Opened>,
): Opening<Opened> {
  const [opening, setOpening] = useState<Opening<Opened>>({ type: "opening" });
  useEffect(() => {
    const leaving = new AbortController();
    const { signal } = leaving;
    const insist = async (): Promise<void> => {
      while (!signal.aborted) {
        try {
          const opened = await open(signal);
          signal.addEventListener("abort", () => opened.close());
          if (signal.aborted) opened.close();
          else setOpening({ type: "open", opened });
          return;
        } catch (error) {
          if (signal.aborted) return;
          const code = codeOf(error);
          setOpening({ type: "failed", code });
          if (FINAL.has(code)) return;
          await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
        }
      }
    };
    void insist();
    return () => leaving.abort();
  }, [open]);
  return opening;
}
