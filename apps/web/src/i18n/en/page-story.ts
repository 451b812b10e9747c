// English: the story of a hit, and the hint before the first one.
import type { Refusal, Wait } from "../../stores/hit-story.ts";

export const story = {
  hint: "Tap a skill or the monster to strike.",
  hintKeys: "The keys 1, 2 and 3 do it too.",
  close: "Don't show this again",
  sent: "{{skill}}: on its way…",
  counted: "{{skill}}: {{damage, number}} damage, counted",
  critical: "{{skill}}: {{damage, number}} damage, critical!",
  killingBlow: "The last hit was yours!",
  waits: {
    offline: "{{skill}} waits for the connection, and is sent once then.",
    "rate-limited": "{{skill}} waits: too many hits at once. It is sent by itself.",
    late: "{{skill}} has no answer yet. It is sent again, and counts once.",
  } satisfies Record<Wait, string>,
  refusals: {
    cooldown: "Not counted: {{skill}} isn't ready. Wait for its ring.",
    "monster-defeated": "Not counted: it's already down. Wait for the next one.",
    "waiting-already": "Not sent: one {{skill}} waits for the connection already.",
    unanswered: "No answer for {{skill}}. If it counted, the ranking shows it; strike again.",
    unauthenticated: "Not counted: you're not in this family. Join, then strike.",
    "unknown-player": "Not counted: the server lost your player. Join again.",
    "unknown-family": "Not counted: this family is gone. Choose another one.",
    "rate-limited": "Not counted: too many hits from here. Strike again in a moment.",
    full: "Not counted: the server is full. Strike again in a moment.",
    "forbidden-origin": "Not counted: play at the server's own address.",
    rejected: "Not counted: the server didn't take it. Load the page again.",
  } satisfies Record<Refusal, string>,
};
