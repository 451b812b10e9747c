// Simplified Chinese, of one's own player.
import type * as english from "../en/family-player.ts";
import type { Wording } from "../words.ts";

export const player: Wording<typeof english.player> = {
  families: "你的家族",
  loading: "正在查找…",
  noHit: "本回合尚未上榜",
  rank: "第 {{rank, number}} 名",
  yours: "你的角色",
  manage: "你在 \u2068{{family}}\u2069 中的角色 \u2068{{player}}\u2069",
  title: "你的角色",
  text: "所在家族：\u2068{{family}}\u2069。",
  rename: "改名",
  renamed: "已改名，所有人都能看到。",
  deviceTitle: "在另一台设备上玩",
  deviceText:
    "代码可以把这个角色带到另一台设备，本设备也会保留。代码只能用一次，十分钟内有效；谁拿到它就是你，请不要给别人看。",
  deviceShow: "显示代码",
  deviceAgain: "换一个代码",
  deviceQr: "成为这个角色的链接的二维码",
  codeUse: "在 {{time}} 之前扫码，或在那台设备上打开 {{address}}/arrive 并输入代码。",
  codeHere:
    "{{time}} 之前有效，只能在本机的另一个浏览器中打开 {{address}}/arrive 使用：其他机器无法访问这个地址。",
  leaveTitle: "在这里离开家族",
  leaveText: "这个浏览器会忘记该角色。它在战斗中的战绩会保留；只有另一台设备上的代码才能带它回来。",
  leave: "离开…",
  leaveSure: "确定离开",
  stay: "留下",
};

export const arriving: Wording<typeof english.arriving> = {
  title: "把你的角色带到这里",
  text: "输入另一台设备在“你的角色”中显示的代码。如果这个浏览器在那个家族中已有别的角色，代码会取代它。",
  code: "代码",
  noCode: "代码由十个字母和数字组成。",
  submit: "以这个角色继续",
};
