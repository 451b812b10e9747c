// Hebrew, of the first page.
import type * as english from "../en/entry.ts";
import type { Wording } from "../words.ts";

export const words: Wording<typeof english.words> = {
  arrive: "משחקים כבר במכשיר אחר? הקלידו את הקוד שלו",
  title: "ארבעה ראשים, קרב אחד.",
  promise:
    "יוצאים עם המשפחה לקרב מול מפלצת בת ארבעה ראשים, ורואים את הדירוג מתעדכן בזמן אמת. את ערוץ התקשורת אפשר להחליף באמצע הקרב בלי לאבד אף מכה.",
  joinLead: "קפצו לקרב עם <family/>",
  families: "משפחות בקרב",
  create: "הקמת משפחה",
  players_one: "שחקן אחד",
  players_two: "{{count, number}} שחקנים",
  players_other: "{{count, number}} שחקנים",
  round: "סיבוב {{round, number}}",
  respawning: "המפלצת הבאה בדרך",
  loading: "מחפשים משפחות…",
  emptyTitle: "עדיין לא התאספה אף משפחה",
  emptyText: "היו הראשונים: הקימו משפחה ושלחו את הקישור.",
  failedTitle: "אין תשובה מהשרת",
  failedText: "אנחנו ממשיכים לנסות. אפשר גם לנסות עכשיו.",
  stale: "אין תשובה מהשרת. כך זה נראה לפני רגע.",
  retry: "לנסות שוב",
  pages: "דפי המשפחות",
  page: "דף {{page, number}}",
  newer: "חדשות יותר",
  older: "ישנות יותר",
};
