// Hebrew, of the networks that a lab may have.
import type * as english from "../en/lab-weather.ts";
import type { Wording } from "../words.ts";

export const weather: Wording<typeof english.weather> = {
  names: {
    none: "ללא הפרעות",
    wifi: "Wi-Fi",
    "4g": "4G",
    "3g": "3G",
    "buffering-proxy": "פרוקסי חוצץ",
    nginx: "nginx, חוצץ כברירת מחדל",
    "whole-answers": "שער של תשובות שלמות",
    "no-upgrades": "פרוקסי בלי WebSocket",
    "idle-timeout": "ניתוק בחוסר פעילות",
    "captive-portal": "פורטל התחברות",
    tunnel: "מנהרות",
    custom: "השהיה משלך",
  },
  does: {
    "buffering-proxy":
      "מחזיק תשובה שלא הסתיימה עד 4KiB או שתי שניות, גם זרמי אירועים. תשובות שלמות ו־WebSocket עוברים מיד.",
    nginx:
      "מחזיק תשובה שלא הסתיימה עד 4KiB; מכבד את X-Accel-Buffering: no, ולכן זרמי האירועים של השרת הזה עוברים.",
    "whole-answers":
      "מעביר רק תשובות שהסתיימו, כמו סורקי וירוסים ושערי API. זרם אירועים לא מגיע לעולם; WebSocket עובר.",
    "no-upgrades": "עונה ללחיצת היד של WebSocket ב־403 ובדף משלו; בקשות אחרות עוברות.",
    "idle-timeout": "מנתק חיבור ששתק {{time}}; בקשה מוחזקת מקבלת 504.",
    "captive-portal": "דף התחברות עונה על הכול: 5 שניות כשבוחרים בו, ופעם אחת בכל מדידה, ברגע שה־seed קובע.",
    tunnel: "ניתוק של 5 שניות כשבוחרים בו, וכמה ניתוקים בכל מדידה, ברגעים שה־seed קובע.",
  },
  portalNow: "פורטל עכשיו ל־5 שניות",
  clear: "הבייטים עוברים כפי שהם באים.",
  delay: "{{delay}} לכל כיוון",
  jitter: "עד {{jitter}} נוספים לפי ה־seed",
  bandwidth: "{{bandwidth}} לכל כיוון",
  failed: "אי אפשר לקבוע את מזג האוויר: {{reason}}",
  offered: "השרת הזה לא מציע כאן מזג אוויר: המסלולים משתמשים בכתובת שלו.",
  taken:
    "מעבדות אחרות תפסו את כל הרשתות שהשרת הזה מדמה. המסלולים משתמשים בכתובת שלו; טענו מחדש אחרי שמעבדה אחרת תיסגר.",
};
