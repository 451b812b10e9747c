// docs/deploy.md as the suite reads it: the very configuration that an operator copies, with nothing changed but names of hosts
// and files, ports, and where a test asks for it a limit. What is not in the text to be replaced is an error: the document has changed.
import { readFileSync } from "node:fs";
import { join } from "node:path";

const DOCUMENT = readFileSync(join(import.meta.dirname, "../../docs/deploy.md"), "utf8");

/** The document's only fenced block of this language. */
export function blockOf(language: string): string {
  const blocks = [...DOCUMENT.matchAll(/^```(\S+)\n([\s\S]*?)^```$/gm)].filter(([, tag]) => tag === language);
  const [block] = blocks;
  if (block?.[2] === undefined || blocks.length > 1) {
    throw new Error(`docs/deploy.md has ${blocks.length} blocks of ${language}, not one`);
  }
  return block[2];
}

/** What follows a command's name in the document, up to the end of the line. */
export function argumentsOf(command: string): string[] {
  const rest = new RegExp(`^${command} (.+)$`, "m").exec(DOCUMENT)?.[1];
  if (rest === undefined) throw new Error(`docs/deploy.md has no line with ${command}`);
  return rest.split(" ");
}

/** The value of a setting in the document's example of an environment. */
export function settingOf(name: string): string {
  const value = new RegExp(`^${name}=(\\S+)`, "m").exec(blockOf("ini"))?.[1];
  if (value === undefined) throw new Error(`docs/deploy.md sets no ${name}`);
  return value;
}

/** Each pair replaced wherever it stands. @throws Error when a pattern is not in the text */
export function replaced(text: string, pairs: readonly (readonly [pattern: RegExp, by: string])[]): string {
  return pairs.reduce((before, [pattern, by]) => {
    const after = before.replaceAll(pattern, by);
    if (after === before) throw new Error(`docs/deploy.md has nothing like ${pattern}`);
    return after;
  }, text);
}
