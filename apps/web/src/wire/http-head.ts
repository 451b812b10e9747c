// An HTTP/1.1 head, byte by byte: start line, fields, the empty line (RFC 9112 §2.1, §3, §4, §5). Reads whatever came,
// also what no server should take: what does not fit the grammar is named "unread", never refused.
import { createLayout, toLatin1, type Layout } from "./layout.ts";
import type { Field, HttpHead } from "./unit.ts";

/** Longer ones are no heads: Node itself takes 16 KiB. */
const MAX_HEAD_BYTES = 65_536;
const CRLF = 2;

export interface ReadHead {
  readonly head: HttpHead;
  readonly fields: Field[];
  readonly byteLength: number;
}

/** The head that the bytes begin with; `incomplete` until the empty line has come, `none` when it cannot be one. */
export function readHead(bytes: Uint8Array, isRequest: boolean): ReadHead | "incomplete" | "none" {
  const text = toLatin1(bytes.subarray(0, MAX_HEAD_BYTES));
  const end = text.indexOf("\r\n\r\n");
  if (end === -1) return bytes.length >= MAX_HEAD_BYTES ? "none" : "incomplete";
  const [first = "", ...lines] = text.slice(0, end).split("\r\n");
  const layout = createLayout();
  const startLine = addStartLine(layout, first, isRequest);
  if (startLine === undefined) return "none";
  layout.add("line-end", CRLF);
  const fields = lines.map((line) => addField(layout, line));
  layout.add("head-end", CRLF);
  return {
    head: { isRequest, startLine, fields: fields.filter((field) => field !== undefined) },
    fields: layout.fields,
    byteLength: end + 2 * CRLF,
  };
}

/** The value of a field, by its name in lower case; the first, where there are several. */
export function headerValue({ fields }: HttpHead, name: string): string | undefined {
  return fields.find(([candidate]) => candidate.toLowerCase() === name)?.[1];
}

/** RFC 9112 §3 and §4. */
function addStartLine(layout: Layout, line: string, isRequest: boolean): HttpHead["startLine"] | undefined {
  const form = isRequest ? /^(\S+) (\S+) (HTTP\/\d\.\d)$/ : /^(HTTP\/\d\.\d) (\d{3}) ?(.*)$/;
  const [, one, two, three] = form.exec(line) ?? [];
  if (one === undefined || two === undefined || three === undefined) return undefined;
  layout.add(isRequest ? "method" : "http-version", one.length);
  layout.add("space", 1);
  layout.add(isRequest ? "target" : "status", two.length);
  layout.add("space", line.length - one.length - two.length - three.length - 1);
  layout.add(isRequest ? "http-version" : "reason", three.length);
  return [one, two, three];
}

/** RFC 9112 §5: name, colon, optional white space, value, optional white space. */
function addField(layout: Layout, line: string): readonly [string, string] | undefined {
  const [, name, colon, value] = /^([^\s:]+)(:[ \t]*)(.*)$/.exec(line) ?? [];
  if (name === undefined || colon === undefined || value === undefined) {
    layout.add("unread", line.length);
    layout.add("line-end", CRLF);
    return undefined;
  }
  const label = name.toLowerCase();
  layout.add("header-name", name.length, label);
  layout.add("header-colon", colon.length, label);
  layout.add("header-value", value.length, label);
  layout.add("line-end", CRLF, label);
  return [name, value.trimEnd()];
}
