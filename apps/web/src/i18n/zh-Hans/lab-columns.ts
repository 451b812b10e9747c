// Simplified Chinese: what each heading of the lanes' table means.
import type * as english from "../en/lab-columns.ts";
import type { Wording } from "../words.ts";

export const columns: Wording<typeof english.columns> = {
  p50: "一半的版本在发布后这段时间内得到显示。下方是它可能的范围：取自本次测试自身的各段，置信度 95 %。",
  p95: "100 个版本中有 95 个在这段时间内得到显示：人们察觉到的多半在这里。下方是取自本次测试各段的区间，置信度 95 %。",
  p99: "100 个版本中有 99 个在这段时间内得到显示。它由少数版本决定，请看下方的区间。",
  worst: "版本得到显示所用的最长时间。一次中断就能决定它。",
  age: "在通道被测量的全部时间里，屏上内容平均有多旧：显示最新版本时为 0。",
  shown: "通道显示过的更新次数。",
  skipped: "通道自己从未显示、只显示了更新版本的版本数。轮询会跳过两次之间的版本，但不会因此丢失任何内容。",
  missed: "没有接在已显示内容之后的更新：途中丢失了什么。仅根据显示过的内容得出，与防止丢失的代码无关。",
  repeated: "并不比已显示内容更新的更新。仅根据显示过的内容得出。",
  requests: "测试期间通道的 HTTP 请求数，由服务器统计。流式通道在测试开始前就已请求。",
  received: "服务器从通道收到的字节数，含头部和分帧，不含 TCP 和 TLS。",
  sent: "服务器发给通道的字节数，含头部和分帧，不含 TCP 和 TLS。",
  outages: "通道失去数据源的次数和总时长。其间发布的版本照样计入。",
};
