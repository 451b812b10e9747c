// Sound and vibration of a battle, as far as they are wished for. Loaded when the first of them is.
import type { Effects } from "../stores/effects.ts";
import { settings } from "../stores/settings.ts";
import { cueOf, VIBRATIONS, type Cue } from "./cues.ts";
import { Sounds } from "./sounds.ts";

/** @returns ends it */
export function feel(effects: Effects): () => void {
  let sounds: Sounds | undefined;
  const give = (cue: Cue): void => {
    const { isSoundOn, isVibrationOn } = settings.getState();
    // What happens in a page that is not seen is not announced.
    if (document.hidden) return;
    if (isSoundOn) (sounds ??= new Sounds()).play(cue);
    const pattern = VIBRATIONS[cue];
    if (isVibrationOn && pattern !== undefined && "vibrate" in navigator) navigator.vibrate([...pattern]);
  };
  const stop = effects.listen((effect) => {
    const cue = cueOf(effect);
    if (cue !== undefined) give(cue);
  });
  return () => {
    stop();
    sounds?.close();
  };
}
