// Values that a test waits for, one after the other.

export interface Queue<T> {
  push(value: T): void;
  /** The oldest value not taken yet, as soon as there is one. */
  next(): Promise<T>;
  readonly length: number;
}

export function createQueue<T>(): Queue<T> {
  const values: T[] = [];
  const waiting: ((value: T) => void)[] = [];
  return {
    push(value) {
      const taker = waiting.shift();
      if (taker === undefined) values.push(value);
      else taker(value);
    },
    next() {
      return new Promise((resolve) => {
        if (values.length === 0) waiting.push(resolve);
        for (const value of values.splice(0, 1)) resolve(value);
      });
    },
    get length() {
      return values.length;
    },
  };
}
