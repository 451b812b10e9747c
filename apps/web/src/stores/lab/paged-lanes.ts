// All lanes as one connection, as far as a page is concerned.
import type { PagedConnection } from "@hydra/client";
import type { Lanes } from "./lanes.ts";

export function asOneConnection(lanes: Lanes): PagedConnection {
  return {
    // Any that holds a connection.
    transport: "sse",
    auto: undefined,
    switchTo: () => Promise.reject(new Error("Every lane keeps its transport.")),
    stepAside: () => {},
    pause: () => lanes.setInSight(false),
    resume: () => lanes.setInSight(true),
    hurry: () => lanes.hurry(),
    setOnline: (isOnline) => lanes.setOnline(isOnline),
    setInSight: () => {},
  };
}
