// Where packages come from for apt, sources.list(5): lines (`deb [signed-by=…] uri suite component…`) and
// stanzas (deb822). Pure; reads only what is needed to ask the same mirror, with the same keys, for another suite.

export interface AptSource {
  readonly uri: string;
  readonly suites: readonly string[];
  readonly components: readonly string[];
  /** Path of a keyring, or a key itself over several lines; undefined: those the system trusts for everything. */
  readonly signedBy: string | undefined;
}

/** Sources of binary packages in a file of lines (`*.list`). */
export function parseSourceLines(text: string): AptSource[] {
  return text.split("\n").flatMap((line) => {
    const match = /^\s*deb\s+(?:\[([^\]]*)\]\s+)?(\S+)\s+(\S+)([^#]*)/.exec(line);
    if (match === null) return [];
    const [, options = "", uri = "", suite = "", components = ""] = match;
    const signedBy = /(?:^|\s)signed-by=(\S+)/i.exec(options)?.[1];
    return [{ uri, suites: [suite], components: words(components), signedBy }];
  });
}

/** Sources of binary packages in a file of stanzas (`*.sources`). */
export function parseSourceStanzas(text: string): AptSource[] {
  const uncommented = text.replaceAll(/^#.*\n?/gm, "");
  return uncommented.split(/\n[ \t]*\n/).flatMap((stanza) => {
    const fields = fieldsOf(stanza);
    const [uri] = words(fields.get("uris"));
    if (!words(fields.get("types")).includes("deb") || fields.get("enabled") === "no") return [];
    if (uri === undefined) return [];
    const suites = words(fields.get("suites"));
    return [{ uri, suites, components: words(fields.get("components")), signedBy: fields.get("signed-by") }];
  });
}

/** A stanza that asks the same mirror for another suite. */
export function stanzaFor({ uri, signedBy }: AptSource, suite: string): string {
  const keys = signedBy === undefined ? "" : `Signed-By:${signedBy.startsWith("\n") ? "" : " "}${signedBy}\n`;
  return `Types: deb\nURIs: ${uri}\nSuites: ${suite}\nComponents: main\n${keys}`;
}

/** Lines that begin with a space go on with the field before. */
function fieldsOf(stanza: string): Map<string, string> {
  const fields = stanza.matchAll(/^([\w-]+):[ \t]*(.*(?:\n[ \t].*)*)/gm);
  return new Map(Array.from(fields, ([, name = "", value = ""]) => [name.toLowerCase(), value.trimEnd()]));
}

function words(text = ""): string[] {
  return text.split(/\s+/).filter((word) => word !== "");
}
