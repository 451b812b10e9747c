// A broker's room, over MQTT. It is carried by a WebSocket and wakes that head. Envelopes: a broker delivers what the server publishes.
import { polygon } from "../components/hydra/anatomy.ts";
import type { TransportLook } from "../transport-look.ts";

export const look: TransportLook = {
  words: {
    en: { name: "MQTT", way: "a broker's room, delivered" },
    "zh-Hans": { name: "MQTT", way: "由消息代理投递的房间" },
    he: { name: "MQTT", way: "חדר אצל ברוקר, עם משלוח" },
  },
  colours: {
    paint: ["#761a04", "#f4511e"],
    ink: ["#440a00", "#ff6b3d"],
    hide: ["#b08a78", "#6b3a2a"],
  },
  sign: "M2 5H22L12 12.6ZM2 7.6L12 15.2L22 7.6V19H2Z",
  dashes: [2, 2, 8, 2],
  marks: {
    count: 10,
    shape: (at) =>
      polygon(at(11, 10), at(2, 0), at(11, -10)) +
      polygon(at(7, 10), at(-2, 0), at(7, -10), at(-10, -10), at(-10, 10)),
  },
  head: "websocket",
};
