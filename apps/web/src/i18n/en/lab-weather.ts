// English, of the networks that a lab may have.

export const weather = {
  names: {
    none: "No impairment",
    wifi: "Wi-Fi",
    "4g": "4G",
    "3g": "3G",
    "buffering-proxy": "Buffering proxy",
    nginx: "nginx, buffering by default",
    "whole-answers": "Gateway of whole answers",
    "no-upgrades": "Proxy without WebSocket",
    "idle-timeout": "Idle timeout",
    "captive-portal": "Captive portal",
    tunnel: "Tunnels",
    custom: "Delay of your own",
  },
  does: {
    "buffering-proxy":
      "Holds an unfinished answer until 4 KiB or 2 s, event streams too. Finished answers and WebSocket pass at once.",
    nginx:
      "Holds an unfinished answer until 4 KiB; honours X-Accel-Buffering: no, so this server's event streams pass.",
    "whole-answers":
      "Passes only finished answers, as virus scanners and API gateways do. An event stream never arrives; WebSocket passes.",
    "no-upgrades":
      "Answers the handshake of a WebSocket with 403 and a page of its own; other requests pass.",
    "idle-timeout": "Cuts a connection that was silent for {{time}}; a held request gets a 504.",
    "captive-portal":
      "A login page answers everything: for 5 s when it is chosen, and once in every run, at a time that the seed gives.",
    tunnel: "A cut of 5 s when it is chosen, and several in every run, at times that the seed gives.",
  },
  portalNow: "Portal now for 5 s",
  clear: "Bytes pass as they come.",
  delay: "{{delay}} each way",
  jitter: "up to {{jitter}} more by the seed",
  bandwidth: "{{bandwidth}} each way",
  failed: "The weather can't be set: {{reason}}",
  offered: "This server offers no weather here: the lanes use its own address.",
  taken:
    "Other labs have all the networks that this server simulates. The lanes use its own address; reload when another lab has closed.",
};
