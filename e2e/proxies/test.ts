// What the proxies' specs start from: a server and one proxy before it for each worker, by which the browser opens everything.
import type { ProxyName } from "../../.ci/proxy-programs.ts";
import { BattleServer } from "../fixtures/battle-server.ts";
import { test as base } from "../fixtures/test.ts";
import { replaced, settingOf } from "./document.ts";
import { KINDS } from "./kinds/index.ts";
import { HOST_NAME, Proxy, type Configuration } from "./proxy.ts";

export interface Setup {
  readonly name: ProxyName;
  readonly configuration: Configuration;
}

export interface ProxyFixtures {
  /** Of the project. */
  readonly setup: Setup;
  readonly front: Proxy;
}

/** What a browser prints of an upgrade that does not pass. */
export const REFUSED_UPGRADE = [/WebSocket connection to/, /^426 /];

/** What the document sets for Hydra itself, by the browser's name for it. */
export function documentedSettings(): Readonly<Record<string, string>> {
  const hosts = replaced(settingOf("ALLOWED_HOSTS"), [[/hydra\.example/g, HOST_NAME]]);
  return { TRUST_PROXY: settingOf("TRUST_PROXY"), ALLOWED_HOSTS: hosts };
}

export const test = base.extend<object, ProxyFixtures>({
  setup: [
    { name: "nginx", configuration: "default" },
    { option: true, scope: "worker" },
  ],

  server: [
    async ({ setup }, use) => {
      const env = setup.configuration === "documented" ? documentedSettings() : {};
      await using server = await BattleServer.start({ env });
      await use(server);
    },
    { scope: "worker" },
  ],

  front: [
    async ({ setup: { name, configuration }, server }, use) => {
      await using proxy = await Proxy.start({ kind: KINDS[name], configuration, upstream: server.url });
      await use(proxy);
    },
    { scope: "worker" },
  ],

  baseURL: async ({ front }, use) => {
    await use(front.url);
  },
});

export const { expect } = test;
