// Where the automatic choice of a transport keeps what it found: for this server, and for each kind of network as far as the
// browser distinguishes them (Network Information API; most do not).
import type { AutoMemory } from "@hydra/client";
import { keep, readKept } from "./kept.ts";

export function autoMemory(): AutoMemory {
  const key = `auto.${kindOfNetwork()}`;
  return { read: () => readKept(key), write: (text) => keep(key, text) };
}

function kindOfNetwork(): string {
  const connection: unknown = "connection" in navigator ? navigator.connection : undefined;
  if (typeof connection !== "object" || connection === null || !("type" in connection)) return "any";
  return typeof connection.type === "string" ? connection.type : "any";
}
