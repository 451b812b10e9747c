// Asks, and the server answers when there is something new. Long bars: it holds.
import { points } from "../components/hydra/anatomy.ts";
import type { TransportLook } from "../transport-look.ts";

export const look: TransportLook = {
  words: {
    en: { name: "Long-polling", way: "asks, the server waits for news" },
    "zh-Hans": { name: "长轮询", way: "先询问，服务器有消息再答" },
    he: { name: "Long-polling", way: "שואל, והשרת ממתין לחדשות" },
  },
  colours: {
    paint: ["#b52063", "#f47aa8"],
    ink: ["#990c63", "#f892b8"],
    hide: ["#b9809a", "#6a2f4d"],
  },
  sign: "M4.5 9.7H14.5A2.3 2.3 0 0 1 14.5 14.3H4.5A2.3 2.3 0 0 1 4.5 9.7ZM20.2 9.7A2.3 2.3 0 1 0 20.2 14.3A2.3 2.3 0 1 0 20.2 9.7Z",
  dashes: [11, 4],
  marks: {
    count: 7,
    shape: (at) =>
      `M${at(-20, 0)}Q${at(-17, 5)} ${at(0, 5)}Q${at(17, 5)} ${at(20, 0)}Q${at(17, -5)} ${at(0, -5)}Q${at(-17, -5)} ${at(-20, 0)}Z`,
  },
  head: {
    facing: -1,
    spine: points([490, 640], [462, 548], [416, 452], [432, 356], [462, 268], [446, 186], [384, 150]),
    root: { x: 462, y: 600 },
    joint: { x: 384, y: 150 },
    tilt: 2,
    size: 1.1,
    sleep: { neck: -1.5, skull: 14, sink: 1.5 },
    // One ram's horn, curled in on itself.
    crest: {
      back: "M-20 -32C-34 -30 -52 -10 -52 16C-46 4 -36 0 -24 4Z",
      front:
        "M8 -44C-26 -82 -86 -66 -86 -18C-86 18 -46 28 -32 4C-26 -10 -36 -22 -48 -16C-42 -14 -40 -4 -48 2C-60 6 -70 -8 -64 -24C-58 -42 -34 -42 -16 -22Z",
      ridges:
        "M-20 -61Q-22 -48 -28 -38M-44 -66Q-42 -52 -46 -42M-68 -56Q-58 -46 -58 -36M-84 -34Q-72 -30 -65 -22M-86 -8Q-74 -10 -66 -8",
      isBehind: false,
    },
    stroke: "M15.5 28C15 20 10.5 18 12 11C12.6 8.2 12.4 5.5 10 4",
  },
};
