// What became of the attacks of a run, in the order in which they were due, whatever the order of their answers: two runs that
// have the same fingerprint after as many attacks had the same hits.
import { formatDigest, hashText } from "@hydra/feed";

export class RunFingerprint {
  #hash = hashText("");
  #attacks = 0;
  /** Answers to attacks before which another is not answered yet, by number. */
  readonly #early = new Map<number, string>();

  /** Answered attacks before which all are answered. */
  get attacks(): number {
    return this.#attacks;
  }

  get text(): string {
    return formatDigest(this.#hash);
  }

  /**
   * @param number of the attack, from 0 without gaps
   * @param became the player, the skill and what it took; any text
   */
  add(number: number, became: string): void {
    this.#early.set(number, became);
    for (
      let next = this.#early.get(this.#attacks);
      next !== undefined;
      next = this.#early.get(this.#attacks)
    ) {
      this.#early.delete(this.#attacks);
      this.#hash = hashText(`${this.text} ${next}`);
      this.#attacks += 1;
    }
  }
}
