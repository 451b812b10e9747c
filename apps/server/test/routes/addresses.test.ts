import { networkInterfaces } from "node:os";
import { decodeAddressesAnswer, routes, type AddressesAnswer } from "@hydra/protocol";
import { afterAll, beforeAll, expect, it } from "vitest";
import { addressOf } from "../../src/listening-address.ts";
import { networkAddresses } from "../../src/network-addresses.ts";
import { TestApp } from "../test-app.ts";

let server: TestApp;
let port: number;
beforeAll(async () => {
  server = await TestApp.open({ trustProxy: ["127.0.0.3"] });
  await server.app.listen({ host: "0.0.0.0", port: 0 });
  ({ port } = addressOf(server.app.server));
});
afterAll(() => server[Symbol.asyncDispose]());

/** As it comes from an address, for a name. */
async function ask(
  remoteAddress: string,
  host: string,
  headers: Partial<Record<string, string>> = {},
): Promise<AddressesAnswer> {
  const url = routes.addresses;
  const answer = await server.app.inject({ url, remoteAddress, headers: { host, ...headers } });
  expect(answer.headers["cache-control"]).toBe("no-store");
  return decodeAddressesAnswer(answer.body);
}

const expected = (): string[] => networkAddresses(networkInterfaces(), { address: "0.0.0.0", port });

it("[PR160] gives this machine's browser what its networks are, in their order", async () => {
  for (const name of ["127.0.0.1", "localhost", "[::1]"]) {
    const answer = await ask("127.0.0.1", `${name}:${port}`);
    // A test may run in a container.
    expect([expected(), []]).toContainEqual(answer.addresses);
    expect(answer).toMatchObject({ isLocalOnly: false });
  }
});

it.each([
  { what: "another machine", from: "192.0.2.9" },
  {
    what: "another machine behind a trusted proxy",
    from: "127.0.0.3",
    headers: { "x-forwarded-for": "192.0.2.9" },
  },
  { what: "a proxy here that no setting names", headers: { "x-forwarded-for": "192.0.2.9" } },
  { what: "a proxy here that gives its own name", headers: { via: "1.1 caddy" } },
  { what: "another name", name: "hydra.example" },
  {
    what: "a name that a trusted proxy was asked for",
    from: "127.0.0.3",
    headers: { "x-forwarded-host": "hydra.example" },
  },
])("[PR160] gives nothing of its networks to $what", async ({ from, name, headers }) => {
  const answer = await ask(from ?? "127.0.0.1", `${name ?? "127.0.0.1"}:${port}`, headers);
  expect(answer).toEqual({ addresses: [], isLocalOnly: false });
});

it("[PR160] gives everybody what the operator gave for all", async () => {
  await using behindProxy = await TestApp.open({ publicUrl: "https://hydra.example" });
  const answer = await behindProxy.get(routes.addresses);
  expect(decodeAddressesAnswer(answer.body)).toMatchObject({ publicUrl: "https://hydra.example" });
});

it.each(["javascript:alert(1)", "https://hydra.example/f", "hydra.example", 7])(
  "[PR160] a client takes nothing but an origin for an address: %s",
  (publicUrl) => {
    const text = JSON.stringify({ publicUrl, addresses: [], isLocalOnly: true });
    expect(() => decodeAddressesAnswer(text)).toThrow();
    expect(() =>
      decodeAddressesAnswer(JSON.stringify({ addresses: [publicUrl], isLocalOnly: true })),
    ).toThrow();
  },
);
