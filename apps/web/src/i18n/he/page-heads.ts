// Hebrew: what the heads of the hydra mean.
import type * as english from "../en/page-heads.ts";
import type { Wording } from "../words.ts";

export const heads: Wording<typeof english.heads> = {
  label: "הראשים של ההידרה",
  awake: "\u2068{{head}}\u2069 ער: הקרב מגיע אליכם בדרך הזאת ({{way}}).",
  asleep: "\u2068{{head}}\u2069 ישן ({{way}}). בחרו בו כערוץ התקשורת כדי להעיר אותו.",
};
