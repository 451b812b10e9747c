// `MESSAGING` and what goes with it → which broker the messaging lane is by. SPEC MS1, MS2.
import { readSwitch, type Environment } from "../environment.ts";
import { readBroker, type BrokerSetting } from "./broker-setting.ts";

export type MessagingSetting = { readonly type: "off" } | { readonly type: "embedded" } | BrokerSetting;

/** @throws ConfigError */
export function readMessaging(env: Environment): MessagingSetting {
  if (!readSwitch(env, "MESSAGING")) return { type: "off" };
  return readBroker(env) ?? { type: "embedded" };
}

/** Origins that pages have to reach for the lane, besides the server's own. */
export function pageOrigins(setting: MessagingSetting): string[] {
  return setting.type === "broker" ? [originOf(setting)] : [];
}

function originOf({ client }: BrokerSetting): string {
  const { protocol, host } = new URL(client.url);
  return `${protocol}//${host}`;
}
