// A microscope for as long as its page is open, over the transport that the page's address names.
import { useEffect, useState } from "react";
import { TRANSPORTS, type ErrorCode, type TransportName } from "@hydra/protocol";
import { findPlace } from "../../stores/lab/place.ts";
import { codeOf } from "../../stores/problem.ts";
import { server } from "../../stores/server.ts";
import { Microscope } from "../../stores/wire/microscope.ts";

export type MicroscopeOpening =
  | { readonly type: "opening" }
  | { readonly type: "open"; readonly microscope: Microscope }
  | { readonly type: "failed"; readonly code: ErrorCode };

const RETRY_MS = 3_000;

export function useMicroscope(): MicroscopeOpening {
  const [opening, setOpening] = useState<MicroscopeOpening>({ type: "opening" });
  useEffect(() => {
    const leaving = new AbortController();
    const { signal } = leaving;
    let microscope: Microscope | undefined;
    const open = async (): Promise<void> => {
      const place = await findPlace({ api: { ...server, signal }, location, familyId: null });
      if (signal.aborted) return;
      microscope = new Microscope(place, transportOf(location.search));
      setOpening({ type: "open", microscope });
    };
    const insist = async (): Promise<void> => {
      while (!signal.aborted && microscope === undefined) {
        try {
          await open();
        } catch (error) {
          if (signal.aborted) return;
          const code = codeOf(error);
          setOpening({ type: "failed", code });
          // Asking again would not change that there is no lab.
          if (code === "not-found") return;
          await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
        }
      }
    };
    void insist();
    return () => {
      leaving.abort();
      microscope?.close();
    };
  }, []);
  return opening;
}

function transportOf(search: string): TransportName {
  const name = new URLSearchParams(search).get("transport");
  return TRANSPORTS.find((transport) => transport === name) ?? "websocket";
}
