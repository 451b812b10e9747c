// Simplified Chinese, of the lab's fault bench.
import type * as english from "../en/lab-faults.ts";
import type { Wording } from "../words.ts";

export const faults: Wording<typeof english.faults> = {
  title: "故障台",
  hint: "有意破坏一条通道的下一次更新：在网络之后、客户端读取之前。客户端由此发现的问题照常计入，并在导出的文件中标明。",
  lane: "通道",
  faults: {
    drop: "丢弃",
    repeat: "重复",
    reorder: "推迟到下一次之后",
    corrupt: "改动其中一个数",
  },
  done: {
    drop: "丢弃了一次更新",
    repeat: "一次更新到达两次",
    reorder: "一次更新晚于下一次到达",
    corrupt: "一次更新中的一个数被改动",
  },
  waiting: "等待该通道的下一次更新",
  unseen: "尚未发现",
  found: {
    missed: "遗漏 {{count, number}}",
    repeated: "重复 {{count, number}}",
    diverged: "与服务器不同 {{count, number}}",
    discarded: "丢弃 {{count, number}}",
  },
  healed: "{{time}} 后恢复正确：摘要与服务器一致。",
  open: "尚未恢复正确。",
  inRun_one: "本次测试中有意制造了 {{count, number}} 次故障：由此产生的数字属于故障台，而非网络。",
  inRun_other: "本次测试中有意制造了 {{count, number}} 次故障：由此产生的数字属于故障台，而非网络。",
};
