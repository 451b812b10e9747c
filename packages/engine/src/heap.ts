// A binary heap: which of many things comes first, when they change one at a time. It compares them; the things hold their keys.

export class Heap<Item> {
  readonly #items: Item[] = [];
  readonly #isBefore: (item: Item, other: Item) => boolean;
  readonly #onPlace: (item: Item, place: number) => void;

  /** @param onPlace where an item stands from now on: what `reorder` takes */
  constructor(
    isBefore: (item: Item, other: Item) => boolean,
    onPlace: (item: Item, place: number) => void = () => undefined,
  ) {
    this.#isBefore = isBefore;
    this.#onPlace = onPlace;
  }

  get first(): Item | undefined {
    return this.#items[0];
  }

  /** O(log items). */
  push(item: Item): void {
    this.#items.push(item);
    this.#rise(item, this.#items.length - 1);
  }

  /** Takes the first one out. O(log items). */
  shift(): void {
    const last = this.#items.pop();
    if (last !== undefined && this.#items.length > 0) this.#sink(last, 0);
  }

  /** The key of the item at this place has changed. O(log items). */
  reorder(place: number): void {
    const item = this.#items[place];
    if (item !== undefined) this.#sink(item, this.#rise(item, place));
  }

  /** @returns where the item is now */
  #rise(item: Item, from: number): number {
    let place = from;
    while (place > 0) {
      const parent = this.#items[(place - 1) >> 1];
      if (parent === undefined || !this.#isBefore(item, parent)) break;
      this.#put(parent, place);
      place = (place - 1) >> 1;
    }
    this.#put(item, place);
    return place;
  }

  #sink(item: Item, from: number): void {
    let place = from;
    for (;;) {
      const left = this.#items[2 * place + 1];
      if (left === undefined) break;
      const right = this.#items[2 * place + 2];
      const isRight = right !== undefined && this.#isBefore(right, left);
      const child = isRight ? right : left;
      if (!this.#isBefore(child, item)) break;
      this.#put(child, place);
      place = 2 * place + (isRight ? 2 : 1);
    }
    this.#put(item, place);
  }

  #put(item: Item, place: number): void {
    this.#items[place] = item;
    this.#onPlace(item, place);
  }
}
