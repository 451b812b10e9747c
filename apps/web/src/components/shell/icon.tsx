// The page's icons, 24 × 24, in the colour of the text around them.
import type { TransportName } from "@hydra/protocol";
import { LOOKS } from "../../transport-looks.ts";

const STROKES = {
  close: "M6 6L18 18M18 6L6 18",
  plus: "M12 5V19M5 12H19",
  share: "M12 15V3.5M7.5 7.5L12 3L16.5 7.5M5 12V19.5H19V12",
  copy: "M9 9H20V20H9ZM5 15H4V4H15V5",
  check: "M5 12.5L10 17.5L19.5 7",
  globe:
    "M12 3A9 9 0 1 0 12 21A9 9 0 1 0 12 3ZM3 12H21M12 3C15 5.5 15.8 9 15.8 12S15 18.5 12 21C9 18.5 8.2 15 8.2 12S9 5.5 12 3",
  sun: "M12 8A4 4 0 1 0 12 16A4 4 0 1 0 12 8ZM12 2.5V4.5M12 19.5V21.5M2.5 12H4.5M19.5 12H21.5M5.3 5.3L6.7 6.7M17.3 17.3L18.7 18.7M18.7 5.3L17.3 6.7M6.7 17.3L5.3 18.7",
  moon: "M20 14.5A8.5 8.5 0 1 1 9.5 4A7 7 0 0 0 20 14.5Z",
  system: "M4 5H20V16H4ZM9 20H15M12 16V20",
  people:
    "M9 11.5A3.5 3.5 0 1 0 9 4.5A3.5 3.5 0 1 0 9 11.5ZM2.5 19.5C2.5 16 5.4 14.2 9 14.2S15.5 16 15.5 19.5M15.5 4.8A3.5 3.5 0 0 1 15.5 11.2M17.5 14.6C20 15.2 21.5 17 21.5 19.5",
  person:
    "M12 11.5A3.75 3.75 0 1 0 12 4A3.75 3.75 0 1 0 12 11.5ZM4.5 20C4.5 16.2 7.8 14.3 12 14.3S19.5 16.2 19.5 20",
  chevron: "M6 9.5L12 15.5L18 9.5",
  back: "M19 12H5M11 6L5 12L11 18",
  arrow: "M5 12H19M13 6L19 12L13 18",
  target: "M12 4A8 8 0 1 0 12 20A8 8 0 1 0 12 4ZM12 1.5V6M12 18V22.5M1.5 12H6M18 12H22.5",
  play: "M8 5L19 12L8 19Z",
  pause: "M8.5 5V19M15.5 5V19",
  stop: "M6.5 6.5H17.5V17.5H6.5Z",
  step: "M6 5L15 12L6 19ZM18 5V19",
  lens: "M10.5 4A6.5 6.5 0 1 0 10.5 17A6.5 6.5 0 1 0 10.5 4ZM15.3 15.3L20.5 20.5",
  cut: "M3 12H8.5M15.5 12H21M9 5L15 19",
  download: "M12 3.5V15M7.5 11L12 15.5L16.5 11M5 20H19",
  link: "M10 14A4 4 0 0 0 15.7 14L19 10.7A4 4 0 0 0 13.3 5L12 6.3M14 10A4 4 0 0 0 8.3 10L5 13.3A4 4 0 0 0 10.7 19L12 17.7",
  sound: "M4 9.5V14.5H7.5L12.5 19V5L7.5 9.5ZM16 9A4 4 0 0 1 16 15M18.5 6.5A8 8 0 0 1 18.5 17.5",
  vibration: "M8.5 4H15.5V20H8.5ZM5 8.5V15.5M2 10.5V13.5M19 8.5V15.5M22 10.5V13.5",
  gear: "M4 7H12M18 7H20M15 4.5A2.5 2.5 0 1 0 15 9.5A2.5 2.5 0 1 0 15 4.5ZM4 17H6M12 17H20M9 14.5A2.5 2.5 0 1 0 9 19.5A2.5 2.5 0 1 0 9 14.5Z",
  flask:
    "M9.5 3.5H14.5M10.5 3.5V9.5L5 18.5A1.4 1.4 0 0 0 6.2 20.5H17.8A1.4 1.4 0 0 0 19 18.5L13.5 9.5V3.5M8 14.5H16",
} as const;

export type IconName = keyof typeof STROKES;

/** Those that point to what comes next in the text, or before. Signs of a player (play, step) are the same everywhere. */
const POINTS_ON: ReadonlySet<IconName> = new Set(["arrow", "back"]);

export function Icon({ name }: { name: IconName }): React.JSX.Element {
  return (
    <svg
      className={POINTS_ON.has(name) ? "points-on" : undefined}
      viewBox="0 0 24 24"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.8"
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
    >
      <path d={STROKES[name]} />
    </svg>
  );
}

/** What a transport does, as a sign. */
export function TransportSign({ transport }: { transport: TransportName }): React.JSX.Element {
  return (
    <svg className="transport-sign" viewBox="0 0 24 24" fill="currentColor" aria-hidden="true">
      <path d={LOOKS[transport].sign} />
    </svg>
  );
}
