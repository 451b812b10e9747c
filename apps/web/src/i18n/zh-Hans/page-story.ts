// Simplified Chinese: the story of a hit, and the hint before the first one.
import type * as english from "../en/page-story.ts";
import type { Wording } from "../words.ts";

export const story: Wording<typeof english.story> = {
  hint: "点技能或怪兽即可出手。",
  hintKeys: "也可以按 1、2、3。",
  close: "不再显示",
  sent: "{{skill}}：正在路上…",
  counted: "{{skill}}：造成 {{damage, number}} 点伤害，已计入",
  critical: "{{skill}}：造成 {{damage, number}} 点伤害，暴击！",
  killingBlow: "最后一击是你的！",
  waits: {
    offline: "{{skill}}在等待连接，恢复后只发送一次。",
    "rate-limited": "{{skill}}在等待：攻击太密，稍后自动发送。",
    late: "{{skill}}还没有回应，会自动重发，只计一次。",
  },
  refusals: {
    cooldown: "未计入：{{skill}}还没就绪，等圆环转满。",
    "monster-defeated": "未计入：怪兽已倒下，等下一头。",
    "waiting-already": "未发送：已有一次{{skill}}在等待连接。",
    unanswered: "{{skill}}没有得到回应。若已计入，排行榜会显示；请再出手。",
    unauthenticated: "未计入：你不在这个家族里，请先加入再出手。",
    "unknown-player": "未计入：服务器已没有你的角色，请重新加入。",
    "unknown-family": "未计入：这个家族已不在了，请换一个。",
    "rate-limited": "未计入：来自这里的攻击太多，稍后再出手。",
    full: "未计入：服务器已满，稍后再出手。",
    "forbidden-origin": "未计入：请用服务器自己的地址来玩。",
    rejected: "未计入：服务器没有接受，请重新载入页面。",
  },
};
