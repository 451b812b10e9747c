// Lets the compiler know every key.
import "i18next";
import type { en } from "./en.ts";
import type { labEn } from "./lab/en.ts";
import type { wireEn } from "./wire/en.ts";

declare module "i18next" {
  interface CustomTypeOptions {
    defaultNS: "translation";
    resources: { translation: typeof en; lab: typeof labEn; wire: typeof wireEn };
  }
}
