// The socket of packages/rfc6455. WebSocket's head in colours of its own, and hollow diamonds: it is the same transport, made by hand.
import { polygon } from "../components/hydra/anatomy.ts";
import type { TransportLook } from "../transport-look.ts";

export const look: TransportLook = {
  words: {
    en: { name: "WebSocket, hand-written", way: "the same, from the bytes up" },
    "zh-Hans": { name: "手写 WebSocket", way: "同样的连接，从字节写起" },
    he: { name: "WebSocket בכתב יד", way: "אותו דבר, מהבייטים ומעלה" },
  },
  colours: {
    paint: ["#4a1fb8", "#8b5cf6"],
    ink: ["#26105c", "#a07cff"],
    hide: ["#9285b8", "#3d2f73"],
  },
  sign: "M12 1.8L16.2 7H7.8ZM12 22.2L7.8 17H16.2ZM10.2 8.4H13.8V10.2H10.2ZM10.2 11.1H13.8V12.9H10.2ZM10.2 13.8H13.8V15.6H10.2Z",
  dashes: [14, 3, 1.5, 3, 1.5, 3],
  marks: {
    count: 10,
    // The inner one runs the other way round, which leaves it empty.
    shape: (at) =>
      polygon(at(14, 0), at(0, 8.5), at(-14, 0), at(0, -8.5)) +
      polygon(at(7, 0), at(0, -4), at(-7, 0), at(0, 4)),
  },
  head: "websocket",
};
