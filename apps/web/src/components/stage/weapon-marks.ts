// The mark that a skill leaves on the monster. Comes with the painter, after the battle.

/** By skill, how its mark moves. */
const MARKS: Readonly<Record<string, Keyframe[]>> = {
  slash: [
    { opacity: 0, transform: "translate(-50%, -50%) rotate(-35deg) scale(0.1, 0.6)" },
    { opacity: 1, transform: "translate(-50%, -50%) rotate(-35deg) scale(1, 1)", offset: 0.35 },
    { opacity: 0, transform: "translate(-50%, -50%) rotate(-35deg) scale(1.15, 0.1)" },
  ],
  fireball: [
    { opacity: 0, transform: "translate(-50%, 60%) scale(0.3)" },
    { opacity: 1, transform: "translate(-50%, -50%) scale(0.8)", offset: 0.4 },
    { opacity: 0, transform: "translate(-50%, -50%) scale(1.7)" },
  ],
  ultimate: [
    { opacity: 0, transform: "translate(-50%, -50%) rotate(0deg) scale(0.2)" },
    { opacity: 1, transform: "translate(-50%, -50%) rotate(25deg) scale(1)", offset: 0.4 },
    { opacity: 0, transform: "translate(-50%, -50%) rotate(60deg) scale(1.5)" },
  ],
};
const PLAIN: Keyframe[] = [
  { opacity: 0, transform: "translate(-50%, -50%) scale(0.3)" },
  { opacity: 1, transform: "translate(-50%, -50%) scale(0.8)", offset: 0.4 },
  { opacity: 0, transform: "translate(-50%, -50%) scale(1.3)" },
];

/** A plain one for a skill that has none. */
export function markOf(skill: string): Keyframe[] {
  return (Object.hasOwn(MARKS, skill) ? MARKS[skill] : undefined) ?? PLAIN;
}
