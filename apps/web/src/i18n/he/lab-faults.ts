// Hebrew, of the lab's fault bench.
import type * as english from "../en/lab-faults.ts";
import type { Wording } from "../words.ts";

export const faults: Wording<typeof english.faults> = {
  title: "עמדת התקלות",
  hint: "מקלקלת בכוונה את העדכון הבא של מסלול אחד, אחרי הרשת ולפני שהלקוח בודק אותו. מה שהלקוח מגלה נספר עם כל השאר, ומסומן במה שמייצאים.",
  lane: "מסלול",
  faults: {
    drop: "להשמיט אותו",
    repeat: "להכפיל אותו",
    reorder: "להזיז אותו אחרי הבא",
    corrupt: "לשנות בו מספר",
  },
  done: {
    drop: "עדכון הושמט",
    repeat: "עדכון הגיע פעמיים",
    reorder: "עדכון הגיע אחרי הבא אחריו",
    corrupt: "מספר בעדכון שונה",
  },
  waiting: "ממתינים לעדכון הבא של המסלול",
  unseen: "עוד לא התגלה",
  found: {
    missed: "{{count, number}} אבדו",
    repeated: "{{count, number}} חזרו פעמיים",
    diverged: "{{count, number}} לא כמו בשרת",
    discarded: "{{count, number}} הושלכו",
  },
  healed: "תקין שוב אחרי {{time}}: התקציר זהה לזה של השרת.",
  open: "עוד לא חזר להיות תקין.",
  inRun_one: "תקלה אחת נגרמה בכוונה במדידה הזאת: מה שהיא עשתה למספרים שייך לעמדת התקלות, לא לרשת.",
  inRun_two: "שתי תקלות נגרמו בכוונה במדידה הזאת: מה שהן עשו למספרים שייך לעמדת התקלות, לא לרשת.",
  inRun_other:
    "{{count, number}} תקלות נגרמו בכוונה במדידה הזאת: מה שהן עשו למספרים שייך לעמדת התקלות, לא לרשת.",
};
