// What reading an environment variable has in common: an empty value counts as absent, a wrong one is an error of one line
// that names the variable.

/** A setting that cannot be used; the message names it and what would be right. */
export class ConfigError extends Error {
  override readonly name = "ConfigError";
}

export type Environment = Readonly<Record<string, string | undefined>>;

interface IntegerRange {
  readonly fallback: number;
  readonly min: number;
  readonly max: number;
}

export function readInteger(env: Environment, name: string, { fallback, min, max }: IntegerRange): number {
  const text = env[name];
  if (!text) return fallback;
  const value = /^\d{1,10}$/.test(text) ? Number(text) : Number.NaN;
  if (!(value >= min && value <= max)) {
    throw new ConfigError(`${name} must be a whole number from ${min} to ${max}, not ${quote(text)}`);
  }
  return value;
}

export function readSwitch(env: Environment, name: string, fallback = true): boolean {
  const text = env[name];
  if (!text) return fallback;
  if (text === "1") return true;
  if (text === "0") return false;
  throw new ConfigError(`${name} must be 0 or 1, not ${quote(text)}`);
}

/** A hostile value must not break the one line it is shown in, nor steer the terminal that shows it. */
export function quote(text: string, maxLength = 64): string {
  const shown = JSON.stringify(text.length > maxLength ? `${text.slice(0, maxLength)}…` : text);
  return shown.replaceAll(/[\p{C}\p{Zl}\p{Zp}]/gu, (character) =>
    character.replaceAll(/[^]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`),
  );
}
