// Reads where the message broker is. SPEC PR101.
import { decodeObject, DecodeError, idAt, listAt, stringAt, type Fields } from "@hydra/feed";
import type { MessagingAnswer, MqttAddress, NeteaseAddress } from "../messaging.ts";

/** A name or an address (RFC 3986 §3.2.2), a port that may be absent. */
const HOST_AND_PORT = /^(?:[\w.-]+|\[[\da-f:.]+\])(?::\d{1,5})?$/i;

/** @throws DecodeError for a provider that is not known, among others */
export function decodeMessagingAnswer(text: string): MessagingAnswer {
  const fields = decodeObject(text);
  const provider = stringAt(fields, "provider");
  switch (provider) {
    case "mqtt":
      return mqttAddress(fields);
    case "netease":
      return neteaseAddress(fields);
    default:
      throw new DecodeError(`There is no provider ${JSON.stringify(provider)}.`);
  }
}

function mqttAddress(fields: Fields): MqttAddress {
  const optional = (key: "url" | "username" | "password"): Partial<MqttAddress> =>
    fields[key] === undefined ? {} : { [key]: stringAt(fields, key) };
  const topic = stringAt(fields, "topic");
  return { provider: "mqtt", topic, ...optional("url"), ...optional("username"), ...optional("password") };
}

function neteaseAddress(fields: Fields): NeteaseAddress {
  return {
    provider: "netease",
    appKey: idAt(fields, "appKey"),
    roomId: idAt(fields, "roomId"),
    account: idAt(fields, "account"),
    addresses: listAt(fields, "addresses", hostAndPort),
  };
}

function hostAndPort(item: unknown): string {
  if (typeof item === "string" && HOST_AND_PORT.test(item)) return item;
  throw new DecodeError("An address is not host:port.");
}
