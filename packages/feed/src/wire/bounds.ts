// Checks of what an application gives a function of this library, before anything begins: a number that is none (NaN, a text) would switch
// a bound off in silence, since no comparison with it holds.

/** What an option may be. */
export interface Bound {
  readonly least: number;
  readonly most: number;
  /** As in the message: "must be … from … to …". */
  readonly what: string;
  readonly isWhole: boolean;
}

export type Bounds = Readonly<Record<string, Bound>>;

/** Timers take no more (2^31 − 1). */
const MAX_TIMER_MS = 2_147_483_647;

export function milliseconds(least = 1, most = MAX_TIMER_MS): Bound {
  return { least, most, what: "a number of milliseconds", isWhole: false };
}

/** `most` may be Infinity, which is then a value too: no bound, on purpose. */
export function whole(least: number, most: number): Bound {
  return { least, most, what: "a whole number", isWhole: true };
}

export function amount(least: number, most: number): Bound {
  return { least, most, what: "a number", isWhole: false };
}

/**
 * What is absent has its default, and is not looked at.
 * @throws RangeError that names the first option that is not within its bounds
 */
export function checkNumbers(options: object, bounds: Bounds): void {
  for (const [name, bound] of Object.entries(bounds)) {
    const value: unknown = Reflect.get(options, name);
    if (value !== undefined && !isWithin(value, bound))
      throw new RangeError(`"${name}" must be ${bound.what} from ${bound.least} to ${bound.most}.`);
  }
}

/** The same of one number that has to be there. */
export function checkNumber(name: string, value: unknown, bound: Bound): void {
  checkNumbers({ [name]: value ?? Number.NaN }, { [name]: bound });
}

/** @throws TypeError that names the first option that is there and is no function */
export function checkFunctions(options: object, names: readonly string[]): void {
  for (const name of names) {
    const value: unknown = Reflect.get(options, name);
    if (value !== undefined && typeof value !== "function")
      throw new TypeError(`"${name}" must be a function.`);
  }
}

function isWithin(value: unknown, { least, most, isWhole }: Bound): boolean {
  if (typeof value !== "number" || !(value >= least && value <= most)) return false;
  return !isWhole || Number.isInteger(value) || value === most;
}
