// How large the server's frames are, so that peers can send as much.
import { routes } from "@hydra/protocol";
import { attackAt, warmUp } from "../load/attack-at.ts";
import type { Load } from "../load/load.ts";
import type { Battlefield, Hydra } from "./hydra.ts";
import { measureWindow } from "./window.ts";

export interface FrameSizes {
  /** Of an update after one hit, as JSON. */
  readonly frameBytes: number;
  readonly snapshotBytes: number;
}

/** The header of a WebSocket frame of 126 to 65,535 bytes. */
const HEADER_BYTES = 4;

export async function measureSizes(load: Load, hydra: Hydra, field: Battlefield): Promise<FrameSizes> {
  await warmUp(load, hydra, field);
  const path = routes.feed(field.familyId, "websocket");
  await using watcher = await load.watch({ lane: "websocket", port: hydra.port, path, count: 1 });
  await using _ = await attackAt(load, hydra, { field, perSecond: 20 });
  const { figures } = await measureWindow(hydra.pid, watcher, 2);
  return {
    frameBytes: Math.round(figures.bytes / figures.count) - HEADER_BYTES,
    snapshotBytes: watcher.opening.bytes - HEADER_BYTES,
  };
}
