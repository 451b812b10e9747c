// The messaging systems that rankings are published to, and how one is opened from its setting. The only place that names them.
import { readFile } from "node:fs/promises";
import { createMqttProvider, MessagingError, type MessagingProvider } from "@hydra/feed/messaging";
import { ConfigError } from "../environment.ts";
import type { BrokerSetting } from "./broker-setting.ts";
import type { MessagingSetting } from "./messaging-setting.ts";

/**
 * Undefined where the server publishes to none.
 * @param onError why it cannot be reached
 * @throws ConfigError
 */
export async function openProvider(
  setting: MessagingSetting,
  onError: (error: Error) => void,
): Promise<MessagingProvider | undefined> {
  switch (setting.type) {
    case "off":
    case "embedded":
      return undefined;
    case "broker":
      return openBroker(setting, onError);
  }
}

async function openBroker(
  { url, username, password, caFile }: BrokerSetting,
  onError: (error: Error) => void,
): Promise<MessagingProvider> {
  const tls = caFile === undefined ? {} : { tls: { ca: await readCa(caFile) } };
  try {
    return await createMqttProvider({
      url,
      ...(username === undefined ? {} : { username }),
      ...(password === undefined ? {} : { password }),
      ...tls,
      onError,
    });
  } catch (error) {
    if (error instanceof MessagingError) throw new ConfigError(`MESSAGING_URL: ${error.message}`);
    throw error;
  }
}

async function readCa(path: string): Promise<Buffer> {
  try {
    return await readFile(path);
  } catch (error) {
    throw new ConfigError(
      `MESSAGING_CA cannot be read: ${error instanceof Error ? error.message : String(error)}`,
    );
  }
}
