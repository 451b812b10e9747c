// Hebrew, of the invitation: by which address guests come.
import type * as english from "../en/family-inviting.ts";
import type { Wording } from "../words.ts";

export const inviting: Wording<typeof english.inviting> = {
  title: "קראו למשפחה",
  text: "כל מי שפותח את הקישור יכול לצפות מיד, ולהצטרף עם שם.",
  link: "קישור למשפחה",
  copy: "העתקת הקישור",
  copied: "הועתק",
  copyFailed: "אי אפשר להעתיק מכאן. סמנו את הקישור והעתיקו אותו.",
  share: "שיתוף…",
  qr: "קוד QR של הקישור למשפחה",
  finding: "מחפשים את הכתובת שאחרים מגיעים אליה…",
  address: "כתובת",
  sameNetwork: "לאורחים ברשת שלכם. אם יש יותר מאחת, בחרו את הכתובת של הרשת המשותפת.",
  onlyHere:
    "הקישור הזה עובד רק במחשב הזה, כי רק לו השרת מאזין. כדי לאפשר לאחרים להיכנס, הפעילו אותו עם HOST=0.0.0.0, או מאחורי פרוקסי עם PUBLIC_URL שהוא הכתובת שהאורחים פותחים.",
  noNetwork:
    "הקישור הזה עובד רק במחשב הזה: השרת לא מוצא באיזו כתובת אחרים מגיעים אליו. פתחו את הדף בכתובת ההיא, או הפעילו את השרת עם PUBLIC_URL.",
};
