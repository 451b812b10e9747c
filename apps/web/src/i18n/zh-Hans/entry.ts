// Simplified Chinese, of the first page.
import type * as english from "../en/entry.ts";
import type { Wording } from "../words.ts";

export const words: Wording<typeof english.words> = {
  title: "四首一体，一场恶战。",
  promise: "和你的家族一起迎战四头怪兽，排行榜实时更新，传输方式可在战斗中随时切换，一次攻击都不会丢。",
  joinLead: "加入“<family/>”，立即开战",
  arrive: "已在另一台设备上玩？输入它的代码",
  families: "正在战斗的家族",
  create: "创建家族",
  players_one: "{{count, number}} 名玩家",
  players_other: "{{count, number}} 名玩家",
  round: "第 {{round, number}} 回合",
  respawning: "下一头怪兽正在赶来",
  loading: "正在寻找家族…",
  emptyTitle: "还没有任何家族",
  emptyText: "做第一个吧：创建家族，把链接发给大家。",
  failedTitle: "无法连接服务器",
  failedText: "我们会一直重试，你也可以马上再试一次。",
  stale: "无法连接服务器。下面是片刻之前的战况。",
  retry: "重试",
  pages: "家族分页",
  page: "第 {{page, number}} 页",
  newer: "更近期",
  older: "更早期",
};
