// Simplified Chinese: what the heads of the hydra mean.
import type * as english from "../en/page-heads.ts";
import type { Wording } from "../words.ts";

export const heads: Wording<typeof english.heads> = {
  label: "怪兽的各个头",
  awake: "{{head}}醒着：战况正由它送来（{{way}}）。",
  asleep: "{{head}}睡着（{{way}}）。选它作为传输方式即可唤醒。",
};
