// Where a broker is, and as whom to connect, from the settings. Pure.
import { MessagingError } from "./provider.ts";

export interface BrokerAddress {
  /** Without user and password, which would be shown with it. */
  readonly url: string;
  readonly credentials: { readonly username?: string; readonly password?: string };
}

const SCHEMES: ReadonlySet<string> = new Set(["mqtt:", "mqtts:", "ws:", "wss:"]);

/** @throws MessagingError `invalid-settings`; its message has neither user nor password (MG22) */
export function brokerAddress(settings: {
  readonly url: string;
  readonly username?: string | undefined;
  readonly password?: string | undefined;
}): BrokerAddress {
  if (!URL.canParse(settings.url)) throw invalid();
  const url = new URL(settings.url);
  if (!SCHEMES.has(url.protocol) || url.hostname === "" || url.hash !== "" || url.port === "0")
    throw invalid();
  // MQTT over TCP has neither path nor query.
  if (url.protocol.startsWith("mqtt") && (!["", "/"].includes(url.pathname) || url.search !== ""))
    throw invalid();
  const username = settings.username ?? decoded(url.username);
  const password = settings.password ?? decoded(url.password);
  if (password !== undefined && username === undefined)
    // MQTT 3.1.1 §3.1.2.9: without a user name there must be no password.
    throw new MessagingError("invalid-settings", "A broker's password needs a user name.");
  url.username = "";
  url.password = "";
  return {
    url: url.href,
    credentials: {
      ...(username === undefined ? {} : { username }),
      ...(password === undefined ? {} : { password }),
    },
  };
}

function decoded(text: string): string | undefined {
  if (text === "") return undefined;
  try {
    return decodeURIComponent(text);
  } catch {
    throw invalid();
  }
}

function invalid(): MessagingError {
  return new MessagingError(
    "invalid-settings",
    "A broker's address is mqtt://host:port, mqtts://…, ws://…/path or wss://…/path; user and password percent-encoded.",
  );
}
