// A socket of a library. Diamonds: they point both ways.
import { points, polygon } from "../components/hydra/anatomy.ts";
import type { TransportLook } from "../transport-look.ts";

export const look: TransportLook = {
  words: {
    en: { name: "WebSocket", way: "one socket, both ways" },
    "zh-Hans": { name: "WebSocket", way: "一条连接，双向收发" },
    he: { name: "WebSocket", way: "שקע אחד, לשני הכיוונים" },
  },
  colours: {
    paint: ["#36cfb0", "#66e8b0"],
    ink: ["#08491f", "#7cecbc"],
    hide: ["#74b097", "#1f6350"],
  },
  sign: "M12 1.8L16.2 7H13.8V17H16.2L12 22.2L7.8 17H10.2V7H7.8Z",
  dashes: [],
  marks: {
    count: 10,
    shape: (at) => polygon(at(12, 0), at(0, 7), at(-12, 0), at(0, -7)),
  },
  head: {
    facing: 1,
    spine: points([532, 640], [600, 560], [704, 516], [774, 454], [754, 380], [760, 320], [814, 298]),
    root: { x: 600, y: 600 },
    joint: { x: 814, y: 298 },
    tilt: 2,
    size: 1.03,
    sleep: { neck: 8, skull: 12, sink: 5 },
    // A crown of blades, each leaning its own way.
    crest: {
      back: "M26 -44C30 -64 42 -84 60 -98C56 -78 54 -62 52 -40Z",
      front:
        "M-26 -10C-44 -18 -62 -32 -76 -52C-54 -44 -38 -40 -24 -38C-34 -54 -40 -74 -40 -96C-26 -78 -14 -64 -2 -54C-4 -72 0 -94 10 -114C16 -92 22 -70 32 -48C16 -40 -10 -28 -26 -10Z",
      ridges: "M-54 -38L-24 -24M-34 -76L-8 -40M10 -96L14 -46",
      isBehind: false,
    },
    stroke: "M17.5 28C20 21 26 23 27 16.5C27.5 13 26 11.5 28.2 9.5",
  },
};
