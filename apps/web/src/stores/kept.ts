// What the page remembers between visits. Storage may be switched off or full: then it forgets, and nothing breaks.

/** Null when nothing is kept or storage is unavailable. */
export function readKept(key: string): string | null {
  try {
    return localStorage.getItem(`hydra.${key}`);
  } catch {
    return null;
  }
}

export function canKeep(): boolean {
  try {
    return localStorage.length >= 0;
  } catch {
    return false;
  }
}

/** Null forgets. */
export function keep(key: string, value: string | null): void {
  try {
    if (value === null) localStorage.removeItem(`hydra.${key}`);
    else localStorage.setItem(`hydra.${key}`, value);
  } catch {
    // Not kept; the visit goes on.
  }
}
