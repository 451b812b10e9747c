// 简体中文：实验室可选的网络。
import type * as english from "../en/lab-weather.ts";
import type { Wording } from "../words.ts";

export const weather: Wording<typeof english.weather> = {
  names: {
    none: "无干扰",
    wifi: "Wi-Fi",
    "4g": "4G",
    "3g": "3G",
    "buffering-proxy": "缓冲代理",
    nginx: "nginx（默认缓冲）",
    "whole-answers": "只传完整应答的网关",
    "no-upgrades": "不支持 WebSocket 的代理",
    "idle-timeout": "空闲超时",
    "captive-portal": "上网认证页",
    tunnel: "隧道",
    custom: "自定延迟",
  },
  does: {
    "buffering-proxy":
      "未完成的应答攒到 4 KiB 或 2 秒才放行，事件流也一样；完成的应答和 WebSocket 立即通过。",
    nginx: "未完成的应答攒到 4 KiB 才放行；遵守 X-Accel-Buffering: no，所以本服务器的事件流直接通过。",
    "whole-answers":
      "只放行完成的应答，病毒扫描器和 API 网关就是这样。事件流永远到不了，WebSocket 可以通过。",
    "no-upgrades": "对 WebSocket 握手回以 403 和自己的网页；其他请求照常通过。",
    "idle-timeout": "连接静默 {{time}} 就被切断；挂起的请求得到 504。",
    "captive-portal": "所有请求都得到登录页：选中时持续 5 秒，每次测试中也出现一次，时间由种子决定。",
    tunnel: "选中时断网 5 秒；每次测试中断网数次，时间由种子决定。",
  },
  portalNow: "立即弹出认证页 5 秒",
  clear: "数据原样通过。",
  delay: "单程 {{delay}}",
  jitter: "按种子再加最多 {{jitter}}",
  bandwidth: "单向 {{bandwidth}}",
  failed: "无法设置网络状况：{{reason}}",
  offered: "这台服务器在此不提供网络模拟，各通道直接使用它的地址。",
  taken: "其他实验室占用了这台服务器能模拟的全部网络。各通道直接使用它的地址；等别的实验室关闭后请刷新。",
};
