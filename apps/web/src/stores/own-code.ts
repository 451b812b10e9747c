// How much script a page loads for a transport alone, when that is first used. Known since the pages were built (vite.config.ts).
import type { TransportName } from "@hydra/protocol";

/** `mqtt=5710`, separated by spaces. */
const META = 'meta[name="hydra-own-code"]';

/**
 * Bytes as they are sent, by gzip but for those that fit into a packet; undefined where there is none of its own, and in development.
 * @param transport or `netease`: the vendor's script, of the lane by its chat rooms
 */
export function ownCodeBytes(transport: TransportName | "netease"): number | undefined {
  const content = document.querySelector<HTMLMetaElement>(META)?.content ?? "";
  const entry = content.split(" ").find((text) => text.startsWith(`${transport}=`));
  return entry === undefined ? undefined : Number(entry.slice(transport.length + 1));
}
