// On the first page the heads wake one after the other.
import { useEffect, useState } from "react";
import type { TransportName } from "@hydra/protocol";
import { HEADS } from "../components/hydra/heads.ts";

const AWAKE_MS = 4_000;

export function useWakingHead(): TransportName {
  const [turn, setTurn] = useState(2);
  useEffect(() => {
    if (matchMedia("(prefers-reduced-motion: reduce)").matches) return;
    const timer = setInterval(() => setTurn((before) => before + 1), AWAKE_MS);
    return () => clearInterval(timer);
  }, []);
  return HEADS[turn % HEADS.length]?.transport ?? "websocket";
}
