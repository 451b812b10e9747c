// Every transport differs from the others by colour, by shape and by name, and is there before the first script.
import { TRANSPORTS } from "@hydra/protocol";
import { describe, expect, it } from "vitest";
import { bendSpine, neckGirth } from "../../src/components/hydra/anatomy.ts";
import { HEADS, headOf } from "../../src/components/hydra/heads.ts";
import { neckMarks } from "../../src/components/hydra/marks.ts";
import { LANGUAGES } from "../../src/i18n/languages.ts";
import { markStrokes, transportStyles } from "../../src/first-paint.ts";
import { LOOKS, transportWords } from "../../src/transport-looks.ts";

const looks = TRANSPORTS.map((transport) => LOOKS[transport]);

/** Whether there is one for each transport, and no two are the same. */
const areDistinct = (values: readonly string[]): boolean =>
  values.length === TRANSPORTS.length && new Set(values).size === values.length && !values.includes("");

describe("a transport's look", () => {
  it.each(["paint", "ink", "hide"] as const)("has a colour of its own as %s, in both themes", (part) => {
    for (const theme of [0, 1] as const) {
      expect(areDistinct(looks.map(({ colours }) => colours[part][theme]))).toBe(true);
    }
  });

  it("has a sign, a line and marks of its own", () => {
    const spine = bendSpine(HEADS[0]!.spine, neckGirth);
    expect(areDistinct(looks.map(({ sign }) => sign))).toBe(true);
    expect(new Set(looks.map(({ dashes }) => dashes.join(" "))).size).toBe(looks.length);
    expect(areDistinct(TRANSPORTS.map((transport) => neckMarks(transport, spine, 1)))).toBe(true);
  });

  it.each(LANGUAGES)("has a name and a way of its own in %s", (language) => {
    for (const kind of ["name", "way"] as const) {
      const words = transportWords(language, kind);
      expect(Object.keys(words)).toEqual(TRANSPORTS);
      expect(areDistinct(Object.values(words))).toBe(true);
    }
  });

  it.each(TRANSPORTS)("%s wakes a head that is drawn", (transport) => {
    expect(HEADS.map((head) => head.transport)).toContain(headOf(transport));
  });
});

describe("before the first script", () => {
  it.each(TRANSPORTS)("the page has the colours of %s for both themes", (transport) => {
    const styles = transportStyles();
    const { paint, ink, hide } = LOOKS[transport].colours;
    expect(styles).toContain(`--${transport}: light-dark(${paint.join(", ")});`);
    expect(styles).toContain(`--${transport}-ink: light-dark(${ink.join(", ")});`);
    const [, own] = styles.split(`[data-transport="${transport}"] {`);
    expect(
      own
        ?.slice(0, own.indexOf("}"))
        .split(";")
        .map((line) => line.trim()),
    ).toEqual([
      `--head: var(--${transport})`,
      `--head-ink: var(--${transport}-ink)`,
      `--hide: light-dark(${hide.join(", ")})`,
      "",
    ]);
  });

  it("the mark has a stroke for each head, in its colour", () => {
    const strokes = [...markStrokes().matchAll(/<path stroke="var\(--([\w-]+)\)" d="(M[^"]+)" \/>/g)];
    expect(strokes.map(([, transport, d]) => [transport, d])).toEqual(
      HEADS.map(({ transport, stroke }) => [transport, stroke]),
    );
  });
});
