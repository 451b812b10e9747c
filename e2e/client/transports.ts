// The transports by what they are: a new row of the table is tested without a line here.
import { TRAITS, TRANSPORTS, type TransportName } from "@hydra/protocol";

export const STREAMING = TRANSPORTS.filter((name) => TRAITS[name].mode === "streaming");

const ASKING = TRANSPORTS.filter((name) => TRAITS[name].mode === "asking");

/** Where upgrades are refused, these still pass. */
export const OVER_HTTP = TRANSPORTS.filter((name) => !TRAITS[name].needsUpgrade);

/** From every transport to another one, from asking to streaming and back while there are both, and to the first again. */
export const TOUR: readonly TransportName[] = [
  ...[...TRANSPORTS.keys()].flatMap((turn) =>
    [ASKING[turn], STREAMING[turn]].filter((name) => name !== undefined),
  ),
  ...TRANSPORTS.slice(0, 1),
];
