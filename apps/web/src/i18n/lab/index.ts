// Adds the lab's words to the page's: they come with the lab's own code.
import { i18n } from "../index.ts";
import { labEn } from "./en.ts";
import { labZh } from "./zh.ts";

export function addLabWords(): void {
  i18n.addResourceBundle("en", "lab", labEn);
  i18n.addResourceBundle("zh-Hans", "lab", labZh);
}
