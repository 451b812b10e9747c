// A skill's icon. What it leaves on the monster is in stage/weapon-marks.ts; its colours are in skills.css and stage/hit-numbers.css.

/** By skill, a path of 24 × 24, filled by the even-odd rule. */
const ICONS: Readonly<Record<string, string>> = {
  slash:
    "M20.5 3C15 4 8 9 4.5 16.5L3 21C9 18 17 11 20.5 3ZM21.5 9.5C18.5 13.5 14.5 17 9.5 20C15 19 20 15.5 21.5 9.5ZM14.5 2.5C9 4 4.5 8 3 13C6.5 8.5 10.5 5 14.5 2.5Z",
  fireball:
    "M12.5 2C13.5 5.5 18.5 8.5 18.5 14.5A6.5 6.5 0 0 1 5.5 14.5C5.5 11.5 7 9.5 8.5 8C8.7 9.8 9.4 10.8 10.5 11.3C10.2 8 10.5 4.5 12.5 2ZM12.2 13C10.5 14.5 9.7 15.6 9.7 17A2.5 2.5 0 0 0 14.7 17C14.7 15.5 13.5 14.5 12.2 13Z",
  ultimate:
    "M12 1L13.9 8.2L19.8 4.2L15.8 10.1L23 12L15.8 13.9L19.8 19.8L13.9 15.8L12 23L10.1 15.8L4.2 19.8L8.2 13.9L1 12L8.2 10.1L4.2 4.2L10.1 8.2Z",
};
const PLAIN = "M12 2L21 12L12 22L3 12ZM12 7L7.5 12L12 17L16.5 12Z";

/** A plain one for a skill that has none. */
export function iconOf(skill: string): string {
  return (Object.hasOwn(ICONS, skill) ? ICONS[skill] : undefined) ?? PLAIN;
}
