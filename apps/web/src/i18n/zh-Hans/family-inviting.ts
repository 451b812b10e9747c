// Simplified Chinese, of the invitation.
import type * as english from "../en/family-inviting.ts";
import type { Wording } from "../words.ts";

export const inviting: Wording<typeof english.inviting> = {
  title: "召集你的家族",
  text: "打开这个链接即可观战，填个名字就能参战。",
  link: "家族链接",
  copy: "复制链接",
  copied: "已复制",
  copyFailed: "这里不允许自动复制，请选中链接手动复制。",
  share: "分享…",
  qr: "家族链接的二维码",
  finding: "正在查找其他人可以访问的地址…",
  address: "地址",
  sameNetwork: "供同一网络中的客人使用。如果有多个地址，请选择你们共用的网络的那个。",
  onlyHere:
    "这个链接只能在本机使用，因为服务器只监听本机。要让别人加入，请用 HOST=0.0.0.0 启动服务器，或者把它放在代理后面，并把 PUBLIC_URL 设为客人打开的地址。",
  noNetwork:
    "这个链接只能在本机使用：服务器无法得知别人用哪个地址访问它。请用那个地址打开本页，或者启动服务器时把 PUBLIC_URL 设为那个地址。",
};
