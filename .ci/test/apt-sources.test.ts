import { describe, expect, it } from "vitest";
import { parseSourceLines, parseSourceStanzas, stanzaFor } from "../apt-sources.ts";

describe("apt's sources", () => {
  it("are read from lines, with their options and without what is commented out", () => {
    const text = `# deb http://old.example/debian bookworm main
deb-src http://mirror.example/debian bookworm main
deb [arch=amd64 signed-by=/usr/share/keyrings/a.gpg] http://mirror.example/debian bookworm main contrib # ours
deb http://mirror.example/security bookworm-security main`;
    expect(parseSourceLines(text)).toEqual([
      {
        uri: "http://mirror.example/debian",
        suites: ["bookworm"],
        components: ["main", "contrib"],
        signedBy: "/usr/share/keyrings/a.gpg",
      },
      {
        uri: "http://mirror.example/security",
        suites: ["bookworm-security"],
        components: ["main"],
        signedBy: undefined,
      },
    ]);
  });

  it("are read from stanzas, also where a comment stands within one, and not those that are off", () => {
    const text = `Types: deb deb-src
# A snapshot
URIs: http://mirror.example/debian
Suites: bookworm bookworm-updates
Components: main
Signed-By: /usr/share/keyrings/a.gpg

Types: deb
Enabled: no
URIs: http://off.example/debian
Suites: bookworm
Components: main

Types: deb-src
URIs: http://src.example/debian
Suites: bookworm
Components: main`;
    expect(parseSourceStanzas(text)).toEqual([
      {
        uri: "http://mirror.example/debian",
        suites: ["bookworm", "bookworm-updates"],
        components: ["main"],
        signedBy: "/usr/share/keyrings/a.gpg",
      },
    ]);
    expect(parseSourceStanzas("")).toEqual([]);
  });

  it("are asked for another suite with the same mirror and the same keys, a path or the key itself", () => {
    const key = "Signed-By:\n -----BEGIN PGP PUBLIC KEY BLOCK-----\n .\n abc\n";
    for (const signedBy of ["Signed-By: /usr/share/keyrings/a.gpg\n", key, ""]) {
      const stanza = (suite: string) =>
        `Types: deb\nURIs: http://mirror.example/debian\nSuites: ${suite}\nComponents: main\n${signedBy}`;
      const [source] = parseSourceStanzas(stanza("bookworm"));
      expect(stanzaFor(source!, "testing")).toBe(stanza("testing"));
    }
  });
});
