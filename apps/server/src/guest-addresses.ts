// By which addresses guests reach this server, as far as it can find out: what the operator has set, else those of the machine's networks.
// Read anew each time, for a laptop changes its network while the server runs. SPEC PR160, PR161.
import { existsSync } from "node:fs";
import { networkInterfaces } from "node:os";
import type { AddressInfo } from "node:net";
import type { AddressesAnswer } from "@hydra/protocol";
import { isLoopback } from "./listening-address.ts";
import { networkAddresses, type Interfaces } from "./network-addresses.ts";

export interface GuestAddressOptions {
  readonly publicUrl: string | undefined;
  /** Undefined as long as it does not listen. */
  readonly listening: AddressInfo | undefined;
  /** What of the machine is looked at; others only in tests. */
  readonly machine?: Machine | undefined;
}

export interface Machine {
  readonly interfaces: () => Interfaces;
  /** Whether this is a container, whose addresses only its host reaches. */
  readonly isContainer: () => boolean;
}

const THIS_MACHINE: Machine = {
  interfaces: networkInterfaces,
  isContainer: () => ["/.dockerenv", "/run/.containerenv"].some((path) => existsSync(path)),
};

export function guestAddresses({
  publicUrl,
  listening,
  machine = THIS_MACHINE,
}: GuestAddressOptions): AddressesAnswer {
  const isHidden = listening === undefined || machine.isContainer();
  return {
    ...(publicUrl === undefined ? {} : { publicUrl }),
    addresses: isHidden ? [] : networkAddresses(machine.interfaces(), listening),
    isLocalOnly: listening !== undefined && isLoopback(listening.address),
  };
}

/** For the start: a line for each way to reach the server. */
export function describeAddresses(
  local: string,
  { publicUrl, addresses, isLocalOnly }: AddressesAnswer,
): string[] {
  const here = `On this machine: ${local}`;
  if (publicUrl !== undefined) return [here, `For your guests: ${publicUrl}`];
  if (isLocalOnly)
    return [here, "On your network: nobody reaches it. HOST=0.0.0.0 lets them, PUBLIC_URL names a proxy."];
  if (addresses.length === 0)
    return [
      here,
      "On your network: the address was not found. PUBLIC_URL=http://<address> names what guests open.",
    ];
  return [here, ...addresses.map((address) => `On your network: ${address}`)];
}
