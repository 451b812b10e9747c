import type { NetworkInterfaceInfo } from "node:os";
import { describe, expect, it } from "vitest";
import { describeAddresses, guestAddresses, type Machine } from "../src/guest-addresses.ts";
import { networkAddresses } from "../src/network-addresses.ts";

function info(address: string, internal = false): NetworkInterfaceInfo {
  const common = { address, mac: "00:00:00:00:00:00", internal, cidr: null, netmask: "" };
  return address.includes(":") ? { ...common, family: "IPv6", scopeid: 0 } : { ...common, family: "IPv4" };
}

const LAPTOP = {
  lo: [info("127.0.0.1", true), info("::1", true)],
  docker0: [info("172.17.0.1")],
  "br-1f2e": [info("172.18.0.1")],
  vethab: [info("fe80::2")],
  tailscale0: [info("100.101.102.103")],
  eth0: [info("203.0.113.5"), info("169.254.7.7")],
  wlan0: [info("192.168.1.7"), info("2001:db8::7"), info("2001:db8::99"), info("fe80::1")],
};
const dual = { address: "::", port: 3000 };

describe("[PR161] the addresses of a machine's networks", () => {
  it("are the likeliest to be reached first, without bridges, links and this machine itself", () => {
    expect(networkAddresses(LAPTOP, dual)).toEqual([
      "http://192.168.1.7:3000",
      "http://203.0.113.5:3000",
      "http://[2001:db8::7]:3000",
      "http://100.101.102.103:3000",
    ]);
  });

  it("are of IPv4 where only that is listened to", () => {
    const all = networkAddresses(LAPTOP, { address: "0.0.0.0", port: 80 });
    expect(all).toEqual(["http://192.168.1.7:80", "http://203.0.113.5:80", "http://100.101.102.103:80"]);
  });

  it.each([
    ["127.0.0.1", []],
    ["::1", []],
    ["169.254.7.7", []],
    ["fe80::1%eth0", []],
    ["192.168.1.7", ["http://192.168.1.7:3000"]],
    ["2001:db8::7", ["http://[2001:db8::7]:3000"]],
  ])("are of the one address that is listened to: %s", (address, expected) => {
    expect(networkAddresses(LAPTOP, { address, port: 3000 })).toEqual(expected);
  });

  it("are four at the most", () => {
    const many = Array.from({ length: 9 }, (_, index) => info(`10.0.0.${index + 1}`));
    expect(networkAddresses({ eth0: many }, dual)).toHaveLength(4);
  });
});

const machine = (isContainer: boolean): Machine => ({
  interfaces: () => LAPTOP,
  isContainer: () => isContainer,
});

describe("what a guest may be given", () => {
  const listening = { address: "0.0.0.0", family: "IPv4", port: 3000 };

  it("[PR161] is nothing of a container's own network", () => {
    const answer = guestAddresses({ publicUrl: undefined, listening, machine: machine(true) });
    expect(answer).toEqual({ addresses: [], isLocalOnly: false });
    expect(describeAddresses("http://127.0.0.1:3000", answer).at(-1)).toContain("PUBLIC_URL");
  });

  it("stands in a line each at the start", () => {
    const answer = guestAddresses({ publicUrl: undefined, listening, machine: machine(false) });
    expect(describeAddresses("http://127.0.0.1:3000", answer).slice(0, 2)).toEqual([
      "On this machine: http://127.0.0.1:3000",
      "On your network: http://192.168.1.7:3000",
    ]);
  });

  it("[PR160] is what the operator gave, before all others", () => {
    const publicUrl = "https://hydra.example";
    const answer = guestAddresses({ publicUrl, listening, machine: machine(false) });
    expect(answer.publicUrl).toBe(publicUrl);
    expect(describeAddresses("http://127.0.0.1:3000", answer)).toEqual([
      "On this machine: http://127.0.0.1:3000",
      "For your guests: https://hydra.example",
    ]);
  });

  it("is nothing where only this machine gets in, with how to change that", () => {
    const local = { ...listening, address: "127.0.0.1" };
    const answer = guestAddresses({ publicUrl: undefined, listening: local, machine: machine(false) });
    expect(answer).toEqual({ addresses: [], isLocalOnly: true });
    expect(describeAddresses("http://127.0.0.1:3000", answer).at(-1)).toContain("HOST=0.0.0.0");
  });
});
