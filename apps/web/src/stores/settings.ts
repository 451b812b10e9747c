// A person's choices, remembered between visits: name, transport, theme, sound, vibration. The language is i18n's.
import { createStore } from "zustand/vanilla";
import { TRANSPORTS } from "@hydra/protocol";
import type { TransportChoice } from "@hydra/client";
import { keep, readKept } from "./kept.ts";

export const THEMES = ["system", "light", "dark"] as const;

export type Theme = (typeof THEMES)[number];

export interface Settings {
  /** As last joined with; empty before. */
  readonly playerName: string;
  readonly transport: TransportChoice;
  readonly theme: Theme;
  /** Both only when asked for. */
  readonly isSoundOn: boolean;
  readonly isVibrationOn: boolean;
}

const ON = "on";

export const settings = createStore<Settings>(() => ({
  playerName: readKept("name") ?? "",
  transport: TRANSPORTS.find((name) => name === readKept("transport")) ?? "auto",
  theme: THEMES.find((theme) => theme === readKept("theme")) ?? "system",
  isSoundOn: readKept("sound") === ON,
  isVibrationOn: readKept("vibration") === ON,
}));

export function choosePlayerName(playerName: string): void {
  settings.setState({ playerName });
  keep("name", playerName);
}

export function chooseTransport(transport: TransportChoice): void {
  settings.setState({ transport });
  keep("transport", transport);
}

/** Applies at once; public/theme.js applies it before the first paint of the next visit. */
export function chooseTheme(theme: Theme): void {
  settings.setState({ theme });
  keep("theme", theme === "system" ? null : theme);
  if (theme === "system") delete document.documentElement.dataset["theme"];
  else document.documentElement.dataset["theme"] = theme;
}

export function chooseSound(isSoundOn: boolean): void {
  settings.setState({ isSoundOn });
  keep("sound", isSoundOn ? ON : null);
}

export function chooseVibration(isVibrationOn: boolean): void {
  settings.setState({ isVibrationOn });
  keep("vibration", isVibrationOn ? ON : null);
}
