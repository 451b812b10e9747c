import type { IncomingMessage } from "node:http";
import { describe, expect, it } from "vitest";
import { clientPrefix, isLoopbackAddress, TrustedProxies } from "../../src/plugins/client-address.ts";

describe("[PR16] a client's address", () => {
  it.each([
    ["203.0.113.9", "203.0.113.9"],
    ["::ffff:203.0.113.9", "203.0.113.9"],
    ["::FFFF:203.0.113.9", "203.0.113.9"],
    ["::ffff:cb00:7109", "203.0.113.9"],
    ["0:0:0:0:0:ffff:cb00:7109", "203.0.113.9"],
    ["2001:db8::1", "2001:db8::/64"],
    ["2001:DB8:0:0:ffff:ffff:ffff:ffff", "2001:db8::/64"],
    ["2001:db8:0:1::1", "2001:db8:0:1::/64"],
    ["2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"],
    ["2001:db8:1:2::192.0.2.1", "2001:db8:1:2::/64"],
    ["fe80::1%eth0", "fe80::/64"],
    ["::1", "::/64"],
    ["::", "::/64"],
    ["", "unknown"],
    [undefined, "unknown"],
    ["hydra.example", "unknown"],
    ["1.2.3", "unknown"],
    ["1.2.3.4.5", "unknown"],
    ["[::1]", "unknown"],
    ["x".repeat(10_000), "unknown"],
  ])("%s is counted as %s", (address, prefix) => {
    expect(clientPrefix(address)).toBe(prefix);
  });

  it.each(["127.0.0.1", "127.255.0.9", "::1", "::ffff:127.0.0.1", "0:0:0:0:0:0:0:1"])(
    "%s is loopback",
    (address) => {
      expect(isLoopbackAddress(address)).toBe(true);
    },
  );

  it.each(["0.0.0.0", "::", "128.0.0.1", "1.127.0.1", "::2", "fe80::1", "localhost", ""])(
    "%s is not loopback",
    (address) => {
      expect(isLoopbackAddress(address)).toBe(false);
    },
  );
});

function clientOf(proxies: readonly string[], peer: string, forwarded?: string): string {
  const headers = forwarded === undefined ? {} : { "x-forwarded-for": forwarded };
  const request = { socket: { remoteAddress: peer }, headers } as unknown as IncomingMessage;
  return new TrustedProxies(proxies).clientOf(request);
}

describe("[PR16] behind proxies", () => {
  it.each<[string, string[], string, string | undefined, string]>([
    ["a stranger's header", ["10.0.0.1"], "203.0.113.9", "198.51.100.1", "203.0.113.9"],
    ["an untrusted peer's header", [], "10.0.0.1", "198.51.100.1", "10.0.0.1"],
    ["the proxy's", ["10.0.0.1"], "10.0.0.1", "198.51.100.1", "198.51.100.1"],
    ["the proxy's, over IPv6", ["10.0.0.1"], "::ffff:10.0.0.1", "198.51.100.1", "198.51.100.1"],
    ["the proxy's of a mapped address", ["::ffff:10.0.0.1"], "10.0.0.1", "198.51.100.1", "198.51.100.1"],
    ["the proxy's of a range", ["uniquelocal"], "172.31.0.9", "198.51.100.1", "198.51.100.1"],
    ["the proxy's of a CIDR", ["fd00::/8"], "fd00::9", "2001:db8::9", "2001:db8::/64"],
    ["none, out of a range", ["uniquelocal"], "172.32.0.9", "198.51.100.1", "172.32.0.9"],
    ["the last", ["10.0.0.1"], "10.0.0.1", "192.0.2.1, 198.51.100.1", "198.51.100.1"],
    [
      "the last but the proxies'",
      ["10.0.0.0/8"],
      "10.0.0.1",
      "192.0.2.1, 198.51.100.1,10.0.0.2 , 10.0.0.3",
      "198.51.100.1",
    ],
    ["a proxy's, where no other is named", ["10.0.0.0/8"], "10.0.0.1", "10.0.0.2", "10.0.0.2"],
    ["with a port", ["10.0.0.1"], "10.0.0.1", "[2001:db8::1]:81", "2001:db8::/64"],
    ["nothing", ["10.0.0.1"], "10.0.0.1", undefined, "10.0.0.1"],
    ["nothing that is an address", ["10.0.0.1"], "10.0.0.1", "192.0.2.1, garbage", "10.0.0.1"],
    ["an empty list", ["10.0.0.1"], "10.0.0.1", ",,", "10.0.0.1"],
  ])("%s counts", (...[, proxies, peer, forwarded, client]) => {
    expect(clientOf(proxies, peer, forwarded)).toBe(client);
  });
});

describe("[PR16] a list as long as a header may be", () => {
  /** The least of several, so that what else runs on the machine counts little. */
  function costOf(forwarded: string): number {
    const rounds = Array.from({ length: 9 }, () => {
      const startedAt = performance.now();
      for (let n = 0; n < 20; n += 1) clientOf(["127.0.0.0/8", "::1"], "127.0.0.1", forwarded);
      return performance.now() - startedAt;
    });
    return Math.min(...rounds);
  }

  it.each(["::1", "127.0.0.1", "::ffff:127.0.0.1"])("of %s costs no more than one of 16 proxies", (proxy) => {
    const few = costOf(Array.from({ length: 16 }, () => proxy).join(","));
    const many = costOf(`${proxy},`.repeat(15_000 / proxy.length) + proxy);
    expect(many / few).toBeLessThan(5);
  });

  it("is not looked through in front of 16 proxies", () => {
    const proxies = (count: number): string => ",10.0.0.2".repeat(count);
    expect(clientOf(["10.0.0.0/8"], "10.0.0.1", `198.51.100.1${proxies(15)}`)).toBe("198.51.100.1");
    expect(clientOf(["10.0.0.0/8"], "10.0.0.1", `198.51.100.1${proxies(16)}`)).toBe("10.0.0.2");
  });
});
