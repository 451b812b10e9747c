// The heads: those that a transport brings along, and which of them another transport wakes.
import { TRANSPORTS, type TransportName } from "@hydra/protocol";
import { LOOKS } from "../../transport-looks.ts";
import type { Head } from "../../transport-look.ts";

export interface HeadPlan extends Head {
  readonly transport: TransportName;
}

/** From left to right, in the order of the transport switch. */
export const HEADS: readonly HeadPlan[] = TRANSPORTS.flatMap((transport) => {
  const { head } = LOOKS[transport];
  return typeof head === "string" ? [] : [{ ...head, transport }];
});

/** The transport whose head this one wakes, in its own colours: its own, or another's. */
export function headOf(transport: TransportName): TransportName {
  const { head } = LOOKS[transport];
  return typeof head === "string" ? head : transport;
}
