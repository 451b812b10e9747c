import { ProtocolError, type AddressesAnswer } from "@hydra/protocol";
import { describe, expect, it } from "vitest";
import { findGuestAddresses, isLoopback } from "../../src/stores/guest-addresses.ts";

const NETWORK: AddressesAnswer = {
  addresses: ["http://192.168.1.7:3000", "http://10.0.0.2:3000"],
  isLocalOnly: false,
};
const HERE = "http://127.0.0.1:3000";
const ELSEWHERE = "http://192.168.1.7:3000";

const find = (own: string, answer: AddressesAnswer) => findGuestAddresses(own, () => Promise.resolve(answer));

describe("the address that a guest is given", () => {
  it("is what the operator gave, wherever the page was opened", async () => {
    for (const own of [HERE, ELSEWHERE])
      expect(await find(own, { ...NETWORK, publicUrl: "https://hydra.example" })).toEqual({
        origins: ["https://hydra.example"],
        isOfNetwork: false,
      });
  });

  it("is the page's own, where that is not this machine's", async () => {
    expect(await find(ELSEWHERE, { ...NETWORK, addresses: [] })).toEqual({
      origins: [ELSEWHERE],
      isOfNetwork: false,
    });
  });

  it("is one of the machine's networks, where the page is this machine's", async () => {
    expect(await find(HERE, NETWORK)).toEqual({ origins: NETWORK.addresses, isOfNetwork: true });
  });

  it.each([
    [true, "onlyHere"],
    [false, "noNetwork"],
  ])("is this machine's, with the reason, where there is no other: %s", async (isLocalOnly, localReason) => {
    const found = await find(HERE, { addresses: [], isLocalOnly });
    expect(found).toEqual({ origins: [HERE], isOfNetwork: false, localReason });
  });

  it("is the page's own where the server does not answer", async () => {
    const fails = (): Promise<AddressesAnswer> => Promise.reject(new ProtocolError("not-found"));
    expect(await findGuestAddresses(ELSEWHERE, fails)).toEqual({ origins: [ELSEWHERE], isOfNetwork: false });
  });
});

it.each([
  ["http://localhost:3000", true],
  ["http://hydra.localhost", true],
  ["http://[::1]:3000", true],
  ["http://127.8.0.1", true],
  ["http://localhost.example", false],
  ["http://127.example", false],
  ["http://[::2]", false],
  ["https://10.0.0.1", false],
])("%s is this machine's: %s", (origin, expected) => {
  expect(isLoopback(origin)).toBe(expected);
});
