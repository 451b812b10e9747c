// Hebrew, of the panel of transports.
import type * as english from "../en/transports.ts";
import type { Wording } from "../words.ts";

export const words: Wording<typeof english.words> = {
  hint: "אפשר להחליף תוך כדי: החדש ממשיך מהמקום שבו הקודם עצר.",
  staleness: "חציון ההתיישנות",
  stalenessShort: "התיישנות",
  stalenessHelp:
    "כמה ישנות החדשות כשהן מגיעות לדף. גרסה שדילגו עליה נספרת עד שמופיעה מאוחרת ממנה. אי־ודאות השעון: \u2068±{{uncertainty}}\u2069.",
  requests: "{{value}} בקשות בדקה",
  bytes: "{{value}} בדקה",
  never: "עוד לא נמדד",
  measuring: "מודדים…",
  justNow: "נמדד עכשיו",
  minutesAgo_one: "נמדד לפני דקה",
  minutesAgo_two: "נמדד לפני שתי דקות",
  minutesAgo_other: "נמדד לפני {{count}} דקות",
  automatic: "אוטומטי",
  useAutomatic: "בחירה אוטומטית",
  obstacles: {
    refused: "{{name}} חסום כאן",
    origin: "{{name}} נדחה כי פרוקסי מסתיר מהשרת את כתובת הדף (הגדירו שם ALLOWED_ORIGINS={{origin}})",
    silent: "{{name}} לא מקבל כאן תשובה",
    "held-back": "פרוקסי מעכב את {{name}}",
    dropped: "{{name}} מתנתק כאן שוב ושוב",
  },
  brokerRefuses: "\u2068{{name}}\u2069 לא מקבל חיבור: מתווך ההודעות שלו מסרב לדף הזה, או שהרשת חוסמת אותו",
  reasonsJoin: "; ",
  instead: "{{reasons}}: במקומו {{current}}.",
  alone: "{{reason}}.",
  switching: "עוברים אל {{name}}…",
  failed: "אי אפשר לפתוח כרגע את {{name}}. נשארים עם {{current}}.",
  noBroker: "לשרת הזה אין ברוקר הודעות. נשארים עם {{current}}.",
  resumed: "ממשיכים מ־#{{seq}}: {{missed}} אבדו, {{repeated}} חזרו פעמיים",
  reset: "מתחילים מחדש ב־#{{seq}}: {{missed}} אבדו, {{repeated}} חזרו פעמיים",
  diverged: ", {{diverged}} לא כמו בשרת",
  verified: ", אומת",
  took: "{{name}} תוך {{took}}",
  overlapped_one: "עדכון אחד הגיע בשני הערוצים ונספר פעם אחת",
  overlapped_two: "שני עדכונים הגיעו בשני הערוצים ונספרו פעם אחת",
  overlapped_other: "{{count}} עדכונים הגיעו בשני הערוצים ונספרו פעם אחת",
};
