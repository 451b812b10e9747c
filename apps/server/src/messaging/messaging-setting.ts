// `MESSAGING` → which broker the messaging lane is by.
import { readSwitch, type Environment } from "../environment.ts";

export type MessagingSetting = { readonly type: "off" } | { readonly type: "embedded" };

/** @throws ConfigError */
export function readMessaging(env: Environment): MessagingSetting {
  return { type: readSwitch(env, "MESSAGING") ? "embedded" : "off" };
}
