import { describe, expect, it } from "vitest";
import { ConfigError, readConfig } from "../../src/config.ts";

const MQTT = "mqtts://broker.example:8883";
const SOCKET = "wss://broker.example/mqtt";

describe("[MS1] a broker of one's own", () => {
  it.each([
    [{ MESSAGING_URL: SOCKET }, { url: SOCKET, client: { url: SOCKET } }],
    [{ MESSAGING_URL: "ws://10.0.0.7:8080" }, { url: "ws://10.0.0.7:8080/" }],
    [
      { MESSAGING_URL: MQTT, MESSAGING_CLIENT_URL: SOCKET },
      { url: MQTT, client: { url: SOCKET } },
    ],
    [
      { MESSAGING_URL: SOCKET, MESSAGING_CLIENT_URL: "wss://cdn.example/mqtt" },
      { url: SOCKET, client: { url: "wss://cdn.example/mqtt" } },
    ],
    [{ MESSAGING_URL: MQTT, MESSAGING_CLIENT_URL: SOCKET, MESSAGING_CA: "/ca.pem" }, { caFile: "/ca.pem" }],
    [
      {
        MESSAGING_URL: SOCKET,
        MESSAGING_USERNAME: "hydra",
        MESSAGING_PASSWORD: "p:@ss",
        MESSAGING_CLIENT_USERNAME: "reader",
        MESSAGING_CLIENT_PASSWORD: "all may know",
      },
      {
        username: "hydra",
        password: "p:@ss",
        client: { url: SOCKET, username: "reader", password: "all may know" },
      },
    ],
  ])("is read from %o", (env, setting) => {
    expect(readConfig(env).messaging).toMatchObject({ type: "broker", ...setting });
  });

  it("is not there without an address, nor with MESSAGING=0", () => {
    expect(readConfig({}).messaging).toEqual({ type: "embedded" });
    expect(readConfig({ MESSAGING_URL: "", MESSAGING_USERNAME: "" }).messaging).toEqual({ type: "embedded" });
    expect(readConfig({ MESSAGING: "0", MESSAGING_URL: "" }).messaging).toEqual({ type: "off" });
  });

  it.each<readonly [env: Readonly<Record<string, string>>, name: string]>([
    [{ MESSAGING_URL: "http://broker.example" }, "MESSAGING_URL"],
    [{ MESSAGING_URL: "broker.example:1883" }, "MESSAGING_URL"],
    [{ MESSAGING_URL: "ws://broker.example/#mqtt" }, "MESSAGING_URL"],
    [{ MESSAGING_URL: "wss://hydra:secret@broker.example" }, "MESSAGING_URL"],
    [{ MESSAGING_URL: "wss://secret@broker.example" }, "MESSAGING_URL"],
    [{ MESSAGING_URL: MQTT }, "MESSAGING_CLIENT_URL"],
    [{ MESSAGING_URL: MQTT, MESSAGING_CLIENT_URL: MQTT }, "MESSAGING_CLIENT_URL"],
    [{ MESSAGING_URL: MQTT, MESSAGING_CLIENT_URL: "wss://u:secret@broker.example" }, "MESSAGING_CLIENT_URL"],
    [{ MESSAGING_URL: "ws://broker.example", MESSAGING_CA: "/ca.pem" }, "MESSAGING_CA"],
    [{ MESSAGING_URL: SOCKET, MESSAGING_PASSWORD: "secret" }, "MESSAGING_PASSWORD"],
    [{ MESSAGING_URL: SOCKET, MESSAGING_CLIENT_PASSWORD: "secret" }, "MESSAGING_CLIENT_PASSWORD"],
    [
      { MESSAGING_URL: SOCKET, MESSAGING_USERNAME: "u", MESSAGING_CLIENT_USERNAME: "u" },
      "MESSAGING_CLIENT_USERNAME",
    ],
    [{ MESSAGING_USERNAME: "hydra" }, "MESSAGING_USERNAME"],
    [{ MESSAGING_CLIENT_URL: SOCKET }, "MESSAGING_CLIENT_URL"],
    [{ MESSAGING_FAMILIES: "0" }, "MESSAGING_FAMILIES"],
    ...["mqtt://broker.example:0", "wss://broker.example:0/mqtt"].map(
      (url) => [{ MESSAGING_URL: url, MESSAGING_CLIENT_URL: SOCKET }, "MESSAGING_URL"] as const,
    ),
    [{ MESSAGING_URL: MQTT, MESSAGING_CLIENT_URL: "ws://broker.example:0" }, "MESSAGING_CLIENT_URL"],
    ...["/mqtt", "?token=secret", "/mqtt?token=secret"].map(
      (rest) => [{ MESSAGING_URL: MQTT + rest, MESSAGING_CLIENT_URL: SOCKET }, "MESSAGING_URL"] as const,
    ),
    ...["0", "netease"].flatMap((MESSAGING) =>
      [
        "MESSAGING_URL",
        "MESSAGING_USERNAME",
        "MESSAGING_PASSWORD",
        "MESSAGING_CA",
        "MESSAGING_CLIENT_URL",
        "MESSAGING_CLIENT_USERNAME",
        "MESSAGING_CLIENT_PASSWORD",
      ].map((name) => [{ MESSAGING, [name]: "secret" }, name] as const),
    ),
    ...[
      "NETEASE_APP_KEY",
      "NETEASE_APP_SECRET",
      "NETEASE_ACCOUNT",
      "NETEASE_ORIGIN",
      "NETEASE_LINKS",
    ].flatMap((name) => ["0", "1"].map((MESSAGING) => [{ MESSAGING, [name]: "secret" }, name] as const)),
  ])("[MS46] %o is refused in one line that names %s and repeats no secret", (env, name) => {
    const read = (): unknown => readConfig(env);
    expect(read).toThrow(ConfigError);
    expect(read).toThrow(new RegExp(`^${name} [^\\n]+$`));
    expect(read).not.toThrow(/secret/);
  });
});
