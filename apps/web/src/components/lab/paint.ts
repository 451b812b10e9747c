// The page's colours for a canvas, which has no custom properties: read from the element in its present theme.

export type Paint = (token: string) => string;

/** Resolves a custom property of the element to a colour. */
export function createPaint(element: HTMLElement): Paint {
  return (token) => {
    const probe = document.createElement("i");
    probe.style.color = `var(--${token})`;
    element.append(probe);
    const { color } = getComputedStyle(probe);
    probe.remove();
    return color;
  };
}
