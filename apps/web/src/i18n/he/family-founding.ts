// Hebrew, of what a family is founded with.
import type * as english from "../en/family-founding.ts";
import type { Wording } from "../words.ts";

export const founding: Wording<typeof english.founding> = {
  title: "הקמת משפחה",
  text: "משפחה היא קרב אחד. כל מי שיש לו הקישור יכול לצפות, להצטרף ולהכות.",
  name: "שם המשפחה",
  placeholder: "החבר׳ה של יום שלישי",
  submit: "הקמה",
  creating: "מקימים…",
  battle: "אורך הקרב",
  lengths: { short: "קצר", medium: "בינוני", long: "ארוך" },
  hp: "{{hp}} נק׳ חיים",
  bots: "שותפים לקרב",
  noBots: "בלי",
  botCount_one: "בוט אחד",
  botCount_two: "{{count, number}} בוטים",
  botCount_other: "{{count, number}} בוטים",
  botsNote: "בוטים של השרת נלחמים לצידכם כל עוד יש כאן מישהו. הדירוג מסמן אותם.",
  private: "פרטית",
  privateNote: "רק דרך הקישור שלה: היא לא מופיעה בשום רשימה.",
};
