// A thread whose work can wait: it takes what processor time the threads that serve leave over.
import { constants, setPriority } from "node:os";

/**
 * Gives the calling thread a low priority. Only Linux has one for each thread (setpriority(2), "C library/kernel
 * differences"); elsewhere it would be the whole process's, and is left alone.
 */
export function giveWay(): void {
  if (process.platform !== "linux") return;
  try {
    setPriority(constants.priority.PRIORITY_BELOW_NORMAL);
  } catch {
    // Forbidden: then it shares as before.
  }
}
