// The names people choose for themselves and their families: text that other people's screens will show.
// SPEC PR41.
import { ProtocolError } from "../errors.ts";
import { MAX_NAME_LENGTH } from "../limits.ts";

/** A lone surrogate: the only thing `\p{Cs}` can match in a text read by code points. */
const ILL_FORMED = /\p{Cs}/u;
/** Controls, line and paragraph separators, and the bidirectional marks, embeddings, overrides and isolates. */
const FORBIDDEN = /[\p{Cc}\p{Zl}\p{Zp}\u061C\u200E\u200F\u202A-\u202E\u2066-\u2069]/u;
/** Anything a reader can see: not blank, not ignorable (zero-width, fillers), not a mark without its letter. */
const VISIBLE = /[^\p{White_Space}\p{Default_Ignorable_Code_Point}\p{Cf}\p{M}\u2800]/u;
/** What takes no room by itself, so that two names with and without it look alike; and interlinear annotation. */
const INVISIBLE = /[\p{Default_Ignorable_Code_Point}\uFFF9-\uFFFB]/u;
/** Letters and marks of scripts in which a joiner changes what is seen (UAX #31 §2.3, "Layout and Format Control"). */
const JOINED =
  /[[\p{L}\p{M}]&&[\p{scx=Arab}\p{scx=Syrc}\p{scx=Nkoo}\p{scx=Mong}\p{scx=Deva}\p{scx=Beng}\p{scx=Guru}\p{scx=Gujr}\p{scx=Orya}\p{scx=Taml}\p{scx=Telu}\p{scx=Knda}\p{scx=Mlym}\p{scx=Sinh}\p{scx=Khmr}\p{scx=Mymr}]]/v
    .source;
/** The signs of those scripts that take a vowel away: a joiner after one shapes the letter before, also at a word's end. */
const VIRAMA = String.raw`[\u094D\u09CD\u0A4D\u0ACD\u0B4D\u0BCD\u0C4D\u0CCD\u0D4D\u0DCA]`;
/** Invisible characters where they belong, each with what it belongs to. */
const MEANT = new RegExp(
  [
    // Families, skin tones, the flags of England, Scotland and Wales (UTS #51); then pictures shown as text.
    String.raw`\p{RGI_Emoji}|\p{Extended_Pictographic}[\uFE0E\uFE0F]`,
    // Variants of ideographs, as in names of people (UTS #37), and of Mongolian letters.
    String.raw`(?<=\p{sc=Han})[\uFE00-\uFE02\u{E0100}-\u{E01EF}]|(?<=\p{sc=Mong})[\u180B-\u180F]`,
    `(?<=${JOINED})[\\u200C\\u200D](?=${JOINED})|(?<=${VIRAMA})\\u200D`,
  ].join("|"),
  "gv",
);
/** Of a text in NFD. Nonspacing and enclosing marks stack: UTS #39 §5.4 allows four, as Burmese words have, and none twice. */
const STACKED = /[\p{Mn}\p{Me}]{5}|([\p{Mn}\p{Me}])\1/u;
/** A mark at the beginning stands on whatever is shown before the name. */
const LEADING_MARK = /^\p{M}/u;

/**
 * Reads a name: NFC-normalised and trimmed, 1 to 24 code points, at least one of them visible.
 * @throws ProtocolError `invalid-body` naming `field`.
 */
export function parseName(value: unknown, field: string): string {
  if (typeof value !== "string") throw invalid(field, "must be a string");
  if (ILL_FORMED.test(value)) throw invalid(field, "must be well-formed Unicode");
  const name = value.normalize("NFC").trim();
  // A code point has at most two code units, so this spares counting what is far too long.
  const isTooLong = name.length > 2 * MAX_NAME_LENGTH || [...name].length > MAX_NAME_LENGTH;
  if (name === "" || isTooLong) throw invalid(field, `must have 1 to ${MAX_NAME_LENGTH} characters`);
  if (FORBIDDEN.test(name)) throw invalid(field, "must not have control or text-direction characters");
  if (!VISIBLE.test(name)) throw invalid(field, "must have a character that can be seen");
  if (INVISIBLE.test(name.replaceAll(MEANT, ""))) throw invalid(field, "must not have hidden characters");
  if (STACKED.test(name.normalize("NFD")) || LEADING_MARK.test(name))
    throw invalid(field, "must not have marks without a letter, nor too many on one");
  return name;
}

/** The error for one field of a request; `must` is what it has to be. */
export function invalid(field: string, must: string): ProtocolError {
  return new ProtocolError("invalid-body", `"${field}" ${must}.`);
}
