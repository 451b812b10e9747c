// Toasts, from anywhere. What draws them comes after the first paint (components/shell/toaster.tsx): what is to be shown before waits for it.
import type { ErrorCode } from "@hydra/protocol";
import { translate } from "../i18n/index.ts";

type Toasts = Pick<typeof import("sonner").toast, "error" | "success">;

/** How a toast is shown, once there is a way; for as long as it takes, in order. */
const ready = Promise.withResolvers<Toasts>();

/** @param toasts what shows them from now on */
export function showNoticesBy(toasts: Toasts): void {
  ready.resolve(toasts);
}

/** One toast a code: the same trouble again replaces it. */
export function noteTrouble(code: ErrorCode): void {
  noteError(translate(`errors.${code}`), code);
}

export function noteError(text: string, id: string): void {
  void ready.promise.then((toasts) => toasts.error(text, { id, testId: "toast" }));
}

export function noteGood(text: string, id: string): void {
  void ready.promise.then((toasts) => toasts.success(text, { id, testId: "toast" }));
}
