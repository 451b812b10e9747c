// Adds the microscope's words to the page's: they come with its own code.
import { i18n } from "../index.ts";
import { wireEn } from "./en.ts";
import { wireZh } from "./zh.ts";

export function addWireWords(): void {
  i18n.addResourceBundle("en", "wire", wireEn);
  i18n.addResourceBundle("zh-Hans", "wire", wireZh);
}
