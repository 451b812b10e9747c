// The shapes of words: English has every key, the other languages exactly those. A key that ends in a plural category of CLDR
// (`players_one`, `players_other`) is a form of the key before it; which forms a language has, is its own (test/i18n/languages.test.ts).

export interface Words {
  readonly [key: string]: string | Words;
}

/** The words of one page, or of all: each is a file in the folder of each language, loaded by itself. */
export interface Parts {
  page: typeof import("./en/page.ts").words;
  entry: typeof import("./en/entry.ts").words;
  family: typeof import("./en/family.ts").words;
  lab: typeof import("./en/lab.ts").words;
  rounds: typeof import("./en/rounds.ts").words;
  wire: typeof import("./en/wire.ts").words;
  transports: typeof import("./en/transports.ts").words;
  traffic: typeof import("./en/traffic.ts").words;
}

export type Part = keyof Parts;

type Stem<Name extends string> = Name extends `${infer Before}_${Intl.LDMLPluralRule}` ? Before : Name;

type KeyIn<Of> = {
  [Name in keyof Of & string]: Of[Name] extends string ? Stem<Name> : `${Name}.${KeyIn<Of[Name]>}`;
}[keyof Of & string];

/** `monster.lastHit`: the way to a text of a part, without its plural form. */
export type Key<Of extends Part = "page"> = KeyIn<Parts[Of]>;

type IsForm<Name extends string> = Name extends `${string}_${Intl.LDMLPluralRule}` ? true : false;

/** Another language's words for the same keys; of plural forms only `_other` is in every language. */
export type Wording<English> = {
  readonly [
    Name in keyof English as IsForm<Name & string> extends true ? never : Name
  ]: English[Name] extends string ? string : Wording<English[Name]>;
} & {
  readonly [
    Name in keyof English as IsForm<Name & string> extends true ? `${Stem<Name & string>}_other` : never
  ]: string;
} & {
  readonly [
    Name in keyof English as IsForm<Name & string> extends true
      ? `${Stem<Name & string>}_${"zero" | "one" | "two" | "few" | "many"}`
      : never
  ]?: string;
};

/** What stands for `{{name}}`; `count` also chooses the plural form. */
export type Values = Readonly<Record<string, string | number | null | undefined>>;

export type Translate<Of extends Part = "page"> = (key: Key<Of>, values?: Values) => string;
