// Simplified Chinese, of what a family is founded with.
import type * as english from "../en/family-founding.ts";
import type { Wording } from "../words.ts";

export const founding: Wording<typeof english.founding> = {
  title: "创建家族",
  text: "一个家族就是一场战斗。拿到链接的人都能观战、加入和出手。",
  name: "家族名称",
  placeholder: "周二小队",
  submit: "创建",
  creating: "正在创建…",
  battle: "战斗长度",
  lengths: { short: "短", medium: "中", long: "长" },
  hp: "{{hp}} 生命值",
  bots: "同伴",
  noBots: "无",
  botCount_other: "{{count, number}} 个机器人",
  botsNote: "有人在时，服务器的机器人会与你并肩作战。排行榜会标出它们。",
  private: "私密",
  privateNote: "只能通过链接进入，不会出现在任何列表中。",
};
