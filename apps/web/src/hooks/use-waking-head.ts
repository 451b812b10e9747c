// On the first page the heads wake one after the other.
import { useEffect, useState } from "react";
import { TRANSPORTS, type TransportName } from "@hydra/protocol";

const AWAKE_MS = 4_000;

export function useWakingHead(): TransportName {
  const [turn, setTurn] = useState(2);
  useEffect(() => {
    if (matchMedia("(prefers-reduced-motion: reduce)").matches) return;
    const timer = setInterval(() => setTurn((before) => before + 1), AWAKE_MS);
    return () => clearInterval(timer);
  }, []);
  return TRANSPORTS[turn % TRANSPORTS.length] ?? TRANSPORTS[0];
}
