// Simplified Chinese, of the panel of transports.
import type * as english from "../en/transports.ts";
import type { Wording } from "../words.ts";

export const words: Wording<typeof english.words> = {
  hint: "战斗中随时切换：新连接从旧连接停下的地方接着来。",
  staleness: "延迟中位数",
  stalenessShort: "延迟",
  stalenessHelp:
    "消息到达本页时已经过去多久。被跳过的版本按后续版本出现的时刻计算。时钟误差 ±{{uncertainty}}。",
  requests: "{{value}} 次请求/分",
  bytes: "{{value}}/分",
  never: "尚未测量",
  measuring: "正在测量…",
  justNow: "刚刚测得",
  minutesAgo_one: "{{count}} 分钟前测得",
  minutesAgo_other: "{{count}} 分钟前测得",
  automatic: "自动",
  useAutomatic: "自动选择",
  obstacles: {
    refused: "{{name}} 在此网络被阻止",
    origin:
      "代理没有把本页地址告诉服务器，{{name}} 因此被拒绝（请在服务器上设置 ALLOWED_ORIGINS={{origin}}）",
    silent: "{{name}} 在此网络没有回应",
    "held-back": "{{name}} 被代理扣住",
    dropped: "{{name}} 在此网络一再被切断",
  },
  brokerRefuses: "{{name}} 无法连接：消息代理拒绝了本页，或被网络阻止",
  reasonsJoin: "；",
  instead: "{{reasons}}：改用{{current}}。",
  alone: "{{reason}}。",
  switching: "正在切换到 {{name}}…",
  failed: "现在无法使用{{name}}，仍在使用{{current}}。",
  noBroker: "这台服务器没有消息代理，仍在使用{{current}}。",
  resumed: "从 #{{seq}} 续传，丢失 {{missed}} 条，重复 {{repeated}} 条",
  reset: "在 #{{seq}} 重置，丢失 {{missed}} 条，重复 {{repeated}} 条",
  diverged: "，{{diverged}} 次与服务器不一致",
  verified: "，已核对",
  took: "{{name}}，用时 {{took}}",
  overlapped_one: "{{count}} 条更新两边都送到，只采用一次",
  overlapped_other: "{{count}} 条更新两边都送到，只采用一次",
};
