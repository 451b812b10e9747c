// One stop of the Tab key for many small buttons; arrow keys go on from there (WAI-ARIA, "roving tabindex").
import type { KeyboardEvent } from "react";

const STEPS: Readonly<Record<string, number>> = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 };

/** For the element around the buttons: moves the focus among them, in the order of the document. */
export function moveFocus(event: KeyboardEvent<HTMLElement>): void {
  const buttons = [...event.currentTarget.querySelectorAll<HTMLElement>("[data-roving]")];
  const at = buttons.findIndex((button) => button === document.activeElement);
  if (at === -1) return;
  const step = STEPS[event.key];
  const target =
    step !== undefined
      ? at + step
      : event.key === "Home"
        ? 0
        : event.key === "End"
          ? buttons.length - 1
          : undefined;
  if (target === undefined) return;
  event.preventDefault();
  buttons[target]?.focus();
}
