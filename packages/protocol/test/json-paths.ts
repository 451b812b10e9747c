// Walks JSON values by path, so that tests can spoil one member at a time.

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}

/** Every path to a member of a value, at any depth; list items are members by their index. */
export function pathsOf(value: unknown, prefix: readonly string[] = []): string[][] {
  if (!isRecord(value)) return [];
  return Object.entries(value).flatMap(([key, member]) => {
    const path = [...prefix, key];
    return [path, ...pathsOf(member, path)];
  });
}

/** A copy with another member at `path`; undefined leaves it out once it is JSON, or makes a list's item null. */
export function replaceAt(value: unknown, path: readonly string[], member: unknown): unknown {
  const [key, ...rest] = path;
  if (key === undefined) return member;
  if (Array.isArray(value)) {
    return value.map((item: unknown, index) =>
      String(index) === key ? replaceAt(item, rest, member) : item,
    );
  }
  return isRecord(value) ? { ...value, [key]: replaceAt(value[key], rest, member) } : value;
}
