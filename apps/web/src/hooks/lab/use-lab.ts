// A lab for as long as its page is open, set up as the page's address says.
import { useEffect, useState } from "react";
import type { ErrorCode } from "@hydra/protocol";
import { Lab } from "../../stores/lab/lab.ts";
import { findPlace } from "../../stores/lab/place.ts";
import { decodeSetUp } from "../../stores/lab/set-up.ts";
import { noteTrouble } from "../../stores/notices.ts";
import { codeOf } from "../../stores/problem.ts";
import { server } from "../../stores/server.ts";

export type LabOpening =
  | { readonly type: "opening" }
  | { readonly type: "open"; readonly lab: Lab; readonly unusable: readonly string[] }
  | { readonly type: "failed"; readonly code: ErrorCode };

const RETRY_MS = 3_000;
/** What asking again would not change. */
const FINAL: ReadonlySet<ErrorCode> = new Set(["not-found", "unknown-family"]);

export function useLab(): LabOpening {
  const [opening, setOpening] = useState<LabOpening>({ type: "opening" });
  useEffect(() => {
    const leaving = new AbortController();
    const { signal } = leaving;
    let lab: Lab | undefined;
    const open = async (): Promise<void> => {
      const params = new URLSearchParams(location.search);
      const { setUp, unusable } = decodeSetUp(params);
      const api = { ...server, signal };
      const place = await findPlace({ api, location, familyId: params.get("family") });
      if (signal.aborted) return;
      lab = new Lab({ place, setUp, onTrouble: noteTrouble });
      setOpening({ type: "open", lab, unusable });
    };
    const insist = async (): Promise<void> => {
      while (!signal.aborted && lab === undefined) {
        try {
          await open();
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
    return () => {
      leaving.abort();
      lab?.close();
    };
  }, []);
  return opening;
}
