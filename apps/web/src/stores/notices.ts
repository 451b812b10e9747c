// Toasts, from anywhere.
import { toast } from "sonner";
import type { ErrorCode } from "@hydra/protocol";
import { i18n } from "../i18n/index.ts";

/** One toast a code: the same trouble again replaces it. */
export function noteTrouble(code: ErrorCode): void {
  noteError(i18n.t(`errors.${code}`), code);
}

export function noteError(text: string, id: string): void {
  toast.error(text, { id, testId: "toast" });
}

export function noteGood(text: string, id: string): void {
  toast.success(text, { id, testId: "toast" });
}
