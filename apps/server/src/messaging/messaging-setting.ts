// `MESSAGING` and what goes with it → which broker the messaging lane is by. SPEC MS1, MS2.
import { ConfigError, quote, type Environment } from "../environment.ts";
import type { LogSetting } from "../log/backend.ts";
import { readBroker, refuseBroker, type BrokerSetting } from "./broker-setting.ts";
import { readNetease, refuseNetease, type NeteaseSetting } from "./netease-setting.ts";

export type MessagingSetting =
  { readonly type: "off" } | { readonly type: "embedded" } | BrokerSetting | NeteaseSetting;

/** @throws ConfigError */
export function readMessaging(env: Environment, eventLog: Pick<LogSetting, "isShared">): MessagingSetting {
  const text = env["MESSAGING"] || "1";
  switch (text) {
    case "0":
      refuseBroker(env, "must not be set with MESSAGING=0");
      refuseNetease(env, "must not be set with MESSAGING=0");
      return { type: "off" };
    case "1":
      refuseNetease(env, "goes with MESSAGING=netease, which is not set");
      return readBroker(env) ?? { type: "embedded" };
    case "netease":
      refuseBroker(env, "must not be set with MESSAGING=netease");
      return readNetease(env, eventLog);
    default:
      throw new ConfigError(`MESSAGING must be 0, 1 or netease, not ${quote(text)}`);
  }
}

/** Origins that pages have to reach for the lane, besides the server's own. */
export function pageOrigins(setting: MessagingSetting): string[] {
  switch (setting.type) {
    case "off":
    case "embedded":
      return [];
    case "broker":
      return [originOf(setting)];
    case "netease":
      return [...setting.linkOrigins];
  }
}

function originOf({ client }: BrokerSetting): string {
  const { protocol, host } = new URL(client.url);
  return `${protocol}//${host}`;
}
