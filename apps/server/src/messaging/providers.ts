// The messaging systems that rankings are published to, and how one is opened from its setting. The only place that names them.
import { X509Certificate } from "node:crypto";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import {
  createMqttProvider,
  createNeteaseProvider,
  MessagingError,
  type MessagingProvider,
} from "@hydra/feed/messaging";
import { ProtocolError, type MessagingAnswer } from "@hydra/protocol";
import type { Config } from "../config.ts";
import { ConfigError } from "../environment.ts";
import type { BrokerSetting } from "./broker-setting.ts";
import type { NeteaseSetting } from "./netease-setting.ts";
import { RoomFile } from "./room-file.ts";

export interface OpenProvider {
  readonly provider: MessagingProvider;
  /** Where a client finds a room, of a system that is asked for that. @throws ProtocolError `unavailable` (rejects) */
  readonly address?: (room: string) => Promise<MessagingAnswer>;
}

/** Of `dataDir`. */
const ROOM_FILE = "netease-rooms.jsonl";
/** A service that is away is asked again as often. */
const RETRY_AFTER_MS = 1_000;

/**
 * Undefined where the server publishes to none.
 * @param onError why it cannot be reached
 * @throws ConfigError
 */
export async function openProvider(
  { messaging, dataDir }: Pick<Config, "messaging" | "dataDir">,
  onError: (error: Error) => void,
): Promise<OpenProvider | undefined> {
  switch (messaging.type) {
    case "off":
    case "embedded":
      return undefined;
    case "broker":
      return { provider: await openBroker(messaging, onError) };
    case "netease":
      return openNetease(messaging, await RoomFile.open(join(dataDir, ROOM_FILE)), onError);
  }
}

function openNetease(
  { appKey, appSecret, account, origin }: NeteaseSetting,
  rooms: RoomFile,
  onError: (error: Error) => void,
): OpenProvider {
  const provider = createNeteaseProvider({
    appKey,
    appSecret,
    account,
    origin,
    rooms,
    onError: (error) => onError(error instanceof Error ? error : new Error(String(error))),
  });
  return {
    provider,
    async address(room) {
      try {
        return { provider: "netease", appKey, account, ...(await provider.address(room)) };
      } catch (error) {
        if (!(error instanceof MessagingError)) throw error;
        const detail = "The messaging service cannot be used right now.";
        throw new ProtocolError("unavailable", detail, RETRY_AFTER_MS);
      }
    },
  };
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

/** A file without a certificate would not be noticed before the first connection, which no broker could then have. */
async function readCa(path: string): Promise<string> {
  const pem = await readText(path);
  const certificates = pem.match(CERTIFICATE) ?? [];
  if (certificates.length === 0 || !certificates.every(isCertificate))
    throw new ConfigError("MESSAGING_CA must be a PEM file of certificates");
  return pem;
}

async function readText(path: string): Promise<string> {
  try {
    return await readFile(path, "utf8");
  } catch (error) {
    throw new ConfigError(
      `MESSAGING_CA cannot be read: ${error instanceof Error ? error.message : String(error)}`,
    );
  }
}

/** RFC 7468 §5.1 */
const CERTIFICATE = /-----BEGIN CERTIFICATE-----.*?-----END CERTIFICATE-----/gs;

function isCertificate(pem: string): boolean {
  try {
    return new X509Certificate(pem).subject !== undefined;
  } catch {
    return false;
  }
}
