// The bundler fetches a part's styles once: where that failed, the part would come the next time, and without them.

const failed = new Set<HTMLLinkElement>();

/** To be called before any part is fetched. */
export function watchStyles(): void {
  const note = ({ target }: Event): void => {
    if (target instanceof HTMLLinkElement && target.rel === "stylesheet") failed.add(target);
  };
  // Such an event does not bubble.
  addEventListener("error", note, { capture: true });
}

/** Fetches again what could not be fetched. @throws Error when it cannot be fetched now */
export async function mendStyles(): Promise<void> {
  await Promise.all([...failed].map(fetchAgain));
}

function fetchAgain(link: HTMLLinkElement): Promise<void> {
  failed.delete(link);
  const { rel, crossOrigin, href } = link;
  const again = Object.assign(document.createElement("link"), { rel, crossOrigin, href });
  const fetched = new Promise<void>((resolve, reject) => {
    again.addEventListener("load", () => resolve());
    again.addEventListener("error", () => reject(new Error(`No styles from ${href}`)));
  });
  link.replaceWith(again);
  return fetched;
}
