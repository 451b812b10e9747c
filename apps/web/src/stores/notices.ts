// Toasts, from anywhere. The library comes with the first one that is needed.
import type { ErrorCode } from "@hydra/protocol";
import { i18n } from "../i18n/index.ts";

/** One toast a code: the same trouble again replaces it. */
export function noteTrouble(code: ErrorCode): void {
  noteError(i18n.t(`errors.${code}`), code);
}

export function noteError(text: string, id: string): void {
  void import("sonner").then(({ toast }) => toast.error(text, { id, testId: "toast" }));
}

export function noteGood(text: string, id: string): void {
  void import("sonner").then(({ toast }) => toast.success(text, { id, testId: "toast" }));
}
