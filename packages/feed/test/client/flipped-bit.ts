// One bit of a JSON value turned over: of a text's UTF-16, of a number's IEEE 754, or a flag.

/** The way to a value, by members' names and indices. */
type Path = readonly (string | number)[];

/** Paths of all values that are neither objects nor arrays nor null. */
export function leavesOf(value: unknown, path: Path = []): Path[] {
  if (typeof value !== "object") return isEmpty(value) ? [] : [path];
  if (value === null) return [];
  return Object.entries(value).flatMap(([name, member]) => leavesOf(member, [...path, name]));
}

/** A copy of `value` with another leaf, that is still JSON. */
export function flipped<Value>(value: Value, path: Path, random: () => number): Value {
  const copy = structuredClone(value);
  let parent: unknown = copy;
  for (const name of path.slice(0, -1)) parent = Reflect.get(parent as object, name);
  const name = path.at(-1)!;
  Reflect.set(parent as object, name, flip(Reflect.get(parent as object, name), random));
  return copy;
}

function isEmpty(value: unknown): boolean {
  return value === "" || value === undefined;
}

function flip(value: unknown, random: () => number): unknown {
  if (typeof value === "string") return flipText(value, random);
  if (typeof value === "number") return flipNumber(value, random);
  return value !== true;
}

function flipText(text: string, random: () => number): string {
  const at = Math.floor(random() * text.length);
  const unit = text.charCodeAt(at) ^ (1 << Math.floor(random() * 16));
  return text.slice(0, at) + String.fromCharCode(unit) + text.slice(at + 1);
}

/** What is no number any more, or the other zero, is another bit's turn. */
function flipNumber(value: number, random: () => number): number {
  const bits = new DataView(new ArrayBuffer(8));
  for (;;) {
    bits.setFloat64(0, value);
    const byte = Math.floor(random() * 8);
    bits.setUint8(byte, bits.getUint8(byte) ^ (1 << Math.floor(random() * 8)));
    const other = bits.getFloat64(0);
    if (Number.isFinite(other) && other !== value) return other;
  }
}
