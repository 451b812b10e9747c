// On the first page the heads wake one after the other.
import { useEffect, useState } from "react";
import type { TransportName } from "@hydra/protocol";
import { HEADS } from "../components/hydra/heads.ts";

const AWAKE_MS = 4_000;

/** The head that is awake. */
export function useWakingHead(): readonly TransportName[] {
  const [turn, setTurn] = useState(2);
  useEffect(() => {
    if (matchMedia("(prefers-reduced-motion: reduce)").matches) return;
    const timer = setInterval(() => setTurn((before) => before + 1), AWAKE_MS);
    return () => clearInterval(timer);
  }, []);
  const first = turn % HEADS.length;
  return HEADS.slice(first, first + 1).map(({ transport }) => transport);
}
