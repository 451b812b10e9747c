// Hebrew, of one's own player: the families on the first page, the name, another device.
import type * as english from "../en/family-player.ts";
import type { Wording } from "../words.ts";

export const player: Wording<typeof english.player> = {
  families: "המשפחות שלכם",
  loading: "מחפשים…",
  noHit: "עוד לא בדירוג של הסיבוב הזה",
  rank: "מקום {{rank, number}}",
  yours: "השחקן שלכם",
  manage: "השחקן שלכם \u2068{{player}}\u2069 במשפחה \u2068{{family}}\u2069",
  title: "השחקן שלכם",
  text: "במשפחה \u2068{{family}}\u2069.",
  rename: "שינוי שם",
  renamed: "השם שונה: כולם רואים אותו עכשיו.",
  deviceTitle: "לשחק במכשיר אחר",
  deviceText:
    "קוד מעביר לשם את השחקן הזה, והוא נשאר גם במכשיר הזה. הקוד פועל פעם אחת, במשך עשר דקות; מי שמחזיק בו הוא אתם, אז אל תראו אותו לאיש.",
  deviceShow: "הצגת קוד",
  deviceAgain: "קוד אחר",
  deviceQr: "קוד QR של הקישור להפוך לשחקן הזה",
  codeUse: "סרקו אותו, או פתחו שם את \u2066{{address}}/arrive\u2069 והקלידו אותו, עד {{time}}.",
  codeHere:
    "בתוקף עד {{time}}, בדפדפן אחר במחשב הזה בכתובת \u2066{{address}}/arrive\u2069: אף מחשב אחר לא מגיע לכתובת הזאת.",
  leaveTitle: "לעזוב כאן את המשפחה הזאת",
  leaveText: "הדפדפן הזה שוכח את השחקן. מה שעשה נשאר בקרב; רק קוד ממכשיר אחר מחזיר אותו.",
  leave: "לעזוב…",
  leaveSure: "לעזוב לתמיד",
  stay: "להישאר",
};

export const arriving: Wording<typeof english.arriving> = {
  title: "הביאו לכאן את השחקן שלכם",
  text: "הקלידו את הקוד שהמכשיר האחר מציג תחת „השחקן שלכם”. אם הדפדפן הזה כבר שחקן אחר במשפחה ההיא, הקוד בא במקומו.",
  code: "קוד",
  noCode: "בקוד יש עשר אותיות וספרות.",
  submit: "להמשיך כשחקן הזה",
};
