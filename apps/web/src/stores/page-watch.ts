// The platform's word on the page and the network: shown or hidden, online or not.

export interface PageEvents {
  onVisible(isVisible: boolean): void;
  onOnline(isOnline: boolean): void;
}

/** Tells at once when there is no network; after that, every change. Returns the function that stops. */
export function watchPage({ onVisible, onOnline }: PageEvents): () => void {
  const stop = new AbortController();
  const { signal } = stop;
  document.addEventListener("visibilitychange", () => onVisible(!document.hidden), { signal });
  window.addEventListener("online", () => onOnline(true), { signal });
  window.addEventListener("offline", () => onOnline(false), { signal });
  if (!navigator.onLine) onOnline(false);
  return () => stop.abort();
}
