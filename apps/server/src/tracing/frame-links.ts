// The attacks that are applied and in no frame yet, family by family: what the next frame's span is linked to.
import type { Link } from "@opentelemetry/api";

export interface ShownAttacks {
  /** The first of them, `maxLinks` at most. */
  readonly links: Link[];
  /** All of them. */
  count: number;
}

/** Of a family that is gone no frame is published; those are forgotten when there are so many. */
const MAX_FAMILIES = 1_000;

export class FrameLinks {
  readonly #maxLinks: number;
  /** By familyId, oldest first. */
  #waiting = new Map<string, ShownAttacks>();

  constructor(maxLinks: number) {
    this.#maxLinks = maxLinks;
  }

  add(familyId: string, link: Link): void {
    let shown = this.#waiting.get(familyId);
    if (shown === undefined) {
      this.#makeRoom();
      shown = { links: [], count: 0 };
      this.#waiting.set(familyId, shown);
    }
    shown.count += 1;
    if (shown.links.length < this.#maxLinks) shown.links.push(link);
  }

  take(familyId: string): ShownAttacks | undefined {
    const shown = this.#waiting.get(familyId);
    if (shown === undefined) return undefined;
    // README, "What only passes through".
    if (this.#waiting.size === 1) this.#waiting = new Map();
    else this.#waiting.delete(familyId);
    return shown;
  }

  #makeRoom(): void {
    if (this.#waiting.size < MAX_FAMILIES) return;
    const [oldest] = this.#waiting.keys();
    if (oldest !== undefined) this.#waiting.delete(oldest);
  }
}
