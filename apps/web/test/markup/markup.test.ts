// What every component's markup keeps to, so that numbers and names survive page translation and text from right to left.
import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { findFaults } from "./markup-rules.ts";

const SRC = join(import.meta.dirname, "../../src");
const FILES = globSync("**/*.tsx", { cwd: SRC });

function faultsOf(kind: keyof ReturnType<typeof findFaults>): string[] {
  return FILES.flatMap((file) =>
    findFaults(readFileSync(join(SRC, file), "utf8"))[kind].map((fault) => `${file}:${fault}`),
  );
}

describe("the components", () => {
  it("are all read", () => {
    expect(FILES.length).toBeGreaterThan(60);
  });

  it("give every text an element of its own", () => {
    expect(faultsOf("textBesideOthers")).toEqual([]);
    expect(faultsOf("bareText")).toEqual([]);
  });

  it("isolate every name that a person chose", () => {
    expect(faultsOf("openNames")).toEqual([]);
  });
});

describe("the rules", () => {
  it.each([
    ["<p><Icon />{t('a')}</p>", "{t('a')}"],
    ["<p>{count} players</p>", "{count}"],
    ["<p>{a && t('a')}{b && <i />}</p>", "{a && t('a')}"],
    ["<><b />{a ? <i /> : 'x'}</>", "{a ? <i /> : 'x'}"],
    ["<li>{list.map((x) => `${x}`)}<i /></li>", "{list.map((x) => `${x}`)}"],
  ])("find the text that has siblings in %s", (source, text) => {
    expect(findFaults(`const x = ${source};`).textBesideOthers[0]).toBe(`1: ${text}`);
  });

  it.each([
    "<p>{t('a')}</p>",
    "<p>{' '}<b>{a}</b> <i>{b}</i></p>",
    "<p>{a && <b />}{list.map((x) => <i key={x} />)}{children}</p>",
  ])("pass %s", (source) => {
    expect(findFaults(`const x = ${source};`).textBesideOthers).toEqual([]);
  });

  it("find a component that is nothing but text", () => {
    expect(findFaults("function Words(): string { return 'a'; }").bareText).toHaveLength(1);
    expect(findFaults("function wordsOf(): string { return 'a'; }").bareText).toEqual([]);
  });

  it.each(["{name}", "{family?.name ?? t('x')}", "{entry.name}", "{familyName}", "{`${name}!`}"])(
    "find the open name in <p>%s</p>, and none in a <bdi>",
    (child) => {
      expect(findFaults(`const x = <p>${child}</p>;`).openNames).toHaveLength(1);
      expect(findFaults(`const x = <p><bdi>${child}</bdi></p>;`).openNames).toEqual([]);
    },
  );
});
