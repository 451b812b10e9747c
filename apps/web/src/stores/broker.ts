// What the pages show of a transport that goes by a message broker.
import { TRAITS, type TransportName } from "@hydra/protocol";

/** Whether updates come by a broker's room. */
export function hasBroker(transport: TransportName): boolean {
  return TRAITS[transport].isShared === true;
}

/** Whether a refusal means that this server has no broker: nothing will come of asking again. SPEC PR101 of the protocol. */
export function lacksBroker(transport: TransportName, code: string): boolean {
  return hasBroker(transport) && code === "not-found";
}
