// A message broker's rooms, over MQTT. It goes over a WebSocket and wakes its head. Envelopes: what is sent is somebody else's to deliver.
import { polygon } from "../components/hydra/anatomy.ts";
import type { TransportLook } from "../transport-look.ts";

export const look: TransportLook = {
  words: {
    en: { name: "MQTT", way: "a broker's room, delivered" },
    "zh-Hans": { name: "MQTT", way: "由消息代理投递的房间" },
  },
  colours: {
    paint: ["#8a3b12", "#ff8f66"],
    ink: ["#7a2f0c", "#ffa07a"],
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
