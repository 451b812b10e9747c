// Hebrew: the story of a hit, and the hint before the first one.
import type * as english from "../en/page-story.ts";
import type { Wording } from "../words.ts";

export const story: Wording<typeof english.story> = {
  hint: "הקישו על מכה או על המפלצת כדי להכות.",
  hintKeys: "גם המקשים 1, 2 ו־3 עושים זאת.",
  close: "לא להציג שוב",
  sent: "{{skill}}: בדרך…",
  counted: "{{skill}}: נזק {{damage, number}}, נספר",
  critical: "{{skill}}: נזק {{damage, number}}, מכה קריטית!",
  killingBlow: "המכה האחרונה הייתה שלכם!",
  waits: {
    offline: "{{skill}} ממתינה לחיבור, ותישלח אז פעם אחת.",
    "rate-limited": "{{skill}} ממתינה: יותר מדי מכות בבת אחת. היא תישלח מעצמה.",
    late: "אין עדיין תשובה על {{skill}}. היא נשלחת שוב, ונספרת פעם אחת.",
  },
  refusals: {
    cooldown: "לא נספר: {{skill}} עוד לא מוכנה. חכו לטבעת שלה.",
    "monster-defeated": "לא נספר: היא כבר הובסה. חכו למפלצת הבאה.",
    "waiting-already": "לא נשלח: {{skill}} אחת כבר ממתינה לחיבור.",
    unanswered: "אין תשובה על {{skill}}. אם נספרה, הדירוג מראה זאת; הכו שוב.",
    unauthenticated: "לא נספר: אינכם במשפחה הזאת. הצטרפו, ואז הכו.",
    "unknown-player": "לא נספר: השרת איבד את השחקן שלכם. הצטרפו שוב.",
    "unknown-family": "לא נספר: המשפחה הזאת איננה עוד. בחרו אחרת.",
    "rate-limited": "לא נספר: יותר מדי מכות מכאן. הכו שוב בעוד רגע.",
    full: "לא נספר: השרת מלא. הכו שוב בעוד רגע.",
    "forbidden-origin": "לא נספר: שחקו בכתובת של השרת עצמו.",
    rejected: "לא נספר: השרת לא קיבל את המכה. טענו את הדף מחדש.",
  },
};
