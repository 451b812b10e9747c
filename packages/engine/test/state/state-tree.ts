// A state's text as a tree of values, to change one of them and look at what becomes of it.
import { expect } from "vitest";
import { battlesOf, decodeWorld, StateFormatError, type World } from "../../src/index.ts";
import { wrapState } from "../../src/state/state-text.ts";
import { readable } from "../game.ts";

type Tree = Record<string, unknown>;

/** The lines of a text, each as what it is the JSON of. */
export function treeOf(text: string): unknown[] {
  return text
    .split("\n")
    .slice(1)
    .map((line): unknown => (line === "" ? null : JSON.parse(line)));
}

export function textOf(lines: unknown): string {
  if (!Array.isArray(lines)) throw new Error("no lines");
  return wrapState(lines.map((line) => (line === null ? "" : JSON.stringify(line))).join("\n"));
}

export function wakeAll(world: World): World {
  for (const battle of battlesOf(world)) readable(battle);
  return world;
}

export function decodeOrRefuse(text: string): World | undefined {
  try {
    return wakeAll(decodeWorld(text));
  } catch (error) {
    expect(error).toBeInstanceOf(StateFormatError);
    return undefined;
  }
}

export function pathsIn(value: unknown): string[][] {
  if (typeof value !== "object" || value === null) return [[]];
  return [
    [],
    ...Object.entries(value).flatMap(([key, inner]) => pathsIn(inner).map((path) => [key, ...path])),
  ];
}

export function replaced(value: unknown, [key, ...rest]: readonly string[], by: unknown): unknown {
  if (key === undefined) return by;
  const copy: unknown = structuredClone(value);
  if (Array.isArray(copy)) copy[Number(key)] = replaced(copy[Number(key)], rest, by);
  else if (isTree(copy)) copy[key] = replaced(copy[key], rest, by);
  return copy;
}

function isTree(value: unknown): value is Tree {
  return typeof value === "object" && value !== null;
}
