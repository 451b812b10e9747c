// One stream of server-sent events. Chevrons: they go one way.
import { points, polygon } from "../components/hydra/anatomy.ts";
import type { TransportLook } from "../transport-look.ts";

export const look: TransportLook = {
  words: {
    en: { name: "SSE", way: "one stream, server to you" },
    "zh-Hans": { name: "SSE", way: "一条流，由服务器推送" },
    he: { name: "SSE", way: "זרם אחד, מהשרת אליכם" },
  },
  colours: {
    paint: ["#3a84e2", "#5cb3f5"],
    ink: ["#2c63b4", "#7cc3f8"],
    hide: ["#7ba3c4", "#27507a"],
  },
  sign: "M2 5H6.2L11 12L6.2 19H2L6.8 12ZM8.7 5H12.9L17.7 12L12.9 19H8.7L13.5 12ZM15.4 5H18L22.8 12L18 19H15.4L20.2 12Z",
  dashes: [6, 3, 1.5, 3],
  marks: {
    count: 12,
    shape: (at) => polygon(at(9, 0), at(-3, 12), at(-9, 12), at(2, 0), at(-9, -12), at(-3, -12)),
  },
  head: {
    facing: 1,
    spine: points([512, 640], [544, 548], [592, 448], [574, 350], [542, 262], [560, 172], [622, 138]),
    root: { x: 544, y: 600 },
    joint: { x: 622, y: 138 },
    tilt: -3,
    size: 1.1,
    sleep: { neck: -1.5, skull: 14, sink: 1.5 },
    // A frill that stands like a fan.
    crest: {
      back: "",
      front:
        "M10 -42C0 -62 -14 -82 -32 -96C-36 -84 -42 -78 -52 -74C-66 -70 -76 -68 -90 -66C-84 -54 -84 -46 -88 -36C-94 -24 -98 -18 -106 -10C-92 -6 -86 0 -82 10C-80 22 -80 28 -84 40C-62 40 -40 34 -18 28Z",
      ridges: "M-2 -30L-30 -92M-10 -22L-87 -65M-14 -10L-103 -10M-16 6L-82 39",
      isBehind: true,
    },
    stroke: "M16.5 28C17 20 21.5 18 20 11C19.4 8.2 19.6 5.5 22 4",
  },
};
