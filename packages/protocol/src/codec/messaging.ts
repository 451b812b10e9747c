// Reads where the message broker is. SPEC PR101.
import { decodeObject, DecodeError, stringAt, type Fields } from "@hydra/feed";
import type { MessagingAnswer, MqttAddress } from "../messaging.ts";

/** @throws DecodeError for a provider that is not known, among others */
export function decodeMessagingAnswer(text: string): MessagingAnswer {
  const fields = decodeObject(text);
  const provider = stringAt(fields, "provider");
  if (provider !== "mqtt") throw new DecodeError(`There is no provider ${JSON.stringify(provider)}.`);
  return mqttAddress(fields);
}

function mqttAddress(fields: Fields): MqttAddress {
  const optional = (key: "url" | "username" | "password"): Partial<MqttAddress> =>
    fields[key] === undefined ? {} : { [key]: stringAt(fields, key) };
  const topic = stringAt(fields, "topic");
  return { provider: "mqtt", topic, ...optional("url"), ...optional("username"), ...optional("password") };
}
