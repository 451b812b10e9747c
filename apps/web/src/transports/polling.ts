// Asks every few seconds, and is answered at once. Dots: it asks again and again.
import { points } from "../components/hydra/anatomy.ts";
import type { TransportLook } from "../transport-look.ts";

export const look: TransportLook = {
  words: {
    en: { name: "Polling", way: "asks every 3 s" },
    "zh-Hans": { name: "轮询", way: "每 3 秒询问一次" },
    he: { name: "Polling", way: "שואל כל 3 שניות" },
  },
  colours: {
    paint: ["#c8960c", "#f5b942"],
    ink: ["#7d6000", "#f7c662"],
    hide: ["#c2a566", "#66502a"],
  },
  sign: "M4.5 9.5A2.5 2.5 0 1 0 4.5 14.5A2.5 2.5 0 1 0 4.5 9.5ZM12 9.5A2.5 2.5 0 1 0 12 14.5A2.5 2.5 0 1 0 12 9.5ZM19.5 9.5A2.5 2.5 0 1 0 19.5 14.5A2.5 2.5 0 1 0 19.5 9.5Z",
  dashes: [2, 4],
  marks: {
    count: 13,
    shape: (at) =>
      `M${at(-5, 0)}Q${at(-5, 5)} ${at(0, 5)}Q${at(5, 5)} ${at(5, 0)}Q${at(5, -5)} ${at(0, -5)}Q${at(-5, -5)} ${at(-5, 0)}Z`,
  },
  head: {
    facing: -1,
    spine: points([470, 640], [404, 560], [300, 512], [230, 452], [250, 378], [244, 318], [190, 296]),
    root: { x: 404, y: 600 },
    joint: { x: 190, y: 296 },
    tilt: 4,
    size: 1.03,
    sleep: { neck: 8, skull: 12, sink: 5 },
    // Two straight horns, swept back.
    crest: {
      back: "M16 -42C-6 -62 -34 -74 -66 -78C-46 -62 -30 -46 -14 -26Z",
      front: "M2 -40C-24 -50 -56 -50 -88 -40C-60 -36 -40 -28 -22 -12C-14 -16 -4 -28 2 -40Z",
      ridges: "M-22 -47Q-22 -36 -30 -29M-42 -49Q-41 -41 -47 -36M-60 -47Q-60 -42 -64 -39",
      isBehind: false,
    },
    stroke: "M14.5 28C12 21 6 23 5 16.5C4.5 13 6 11.5 3.8 9.5",
  },
};
