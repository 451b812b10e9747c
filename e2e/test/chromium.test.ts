import { describe, expect, it } from "vitest";
import {
  ChromiumPathError,
  findChromium,
  findShell,
  launchArguments,
  waysToGetChromium,
  waysToGetShell,
  type Machine,
} from "../chromium.ts";

const OWN = "/home/player/.cache/playwright/chrome";

/** A machine without anything, but for what is given. */
function machine(given: Partial<Machine> & { browsers?: string[]; commands?: string[] }): Machine {
  const { browsers = [], commands = [], ...rest } = given;
  return {
    environmentPath: undefined,
    environmentShellPath: undefined,
    playwrightPath: OWN,
    searchPath: ["/home/player/bin", "/usr/bin"],
    isRoot: false,
    hasSudo: false,
    hasCommand: (name) => commands.includes(name),
    starts: (path) => browsers.includes(path),
    ...rest,
  };
}

describe("findChromium", () => {
  it("takes what the environment names before all others", () => {
    const found = findChromium(machine({ environmentPath: "/my/chrome", browsers: ["/my/chrome", OWN] }));
    expect(found).toEqual({ path: "/my/chrome", source: "environment" });
  });

  it("reports it when the environment names no browser, instead of taking another one", () => {
    const wrong = machine({ environmentPath: "/my/chrome", browsers: [OWN] });
    expect(() => findChromium(wrong)).toThrow(ChromiumPathError);
    expect(() => findChromium(wrong)).toThrow("/my/chrome");
  });

  it("takes an empty variable for none", () => {
    expect(findChromium(machine({ environmentPath: "", browsers: [OWN] }))?.source).toBe("playwright");
  });

  it("prefers Playwright's own build to the system's", () => {
    expect(findChromium(machine({ browsers: ["/usr/bin/chromium", OWN] }))?.path).toBe(OWN);
  });

  it("finds the system's by any of its names, along PATH in order", () => {
    const both = ["/usr/bin/chromium-browser", "/home/player/bin/chromium-browser"];
    expect(findChromium(machine({ browsers: both }))).toEqual({ path: both[1], source: "system" });
    expect(findChromium(machine({ browsers: ["/usr/bin/google-chrome"] }))?.path).toBe(
      "/usr/bin/google-chrome",
    );
  });

  it("looks in the usual folders even if PATH does not name them", () => {
    const found = findChromium(machine({ searchPath: [""], browsers: ["/usr/bin/chromium"] }));
    expect(found?.path).toBe("/usr/bin/chromium");
  });

  it("finds none where there is none", () => {
    expect(findChromium(machine({}))).toBeUndefined();
  });
});

describe("findShell", () => {
  const system = { path: "/usr/bin/chromium", source: "system" } as const;

  it("prefers the shell, wherever it stands", () => {
    const both = machine({ browsers: [system.path, "/usr/bin/chromium-headless-shell"] });
    expect(findShell(both, system)).toBe("/usr/bin/chromium-headless-shell");
    expect(findShell(both, { path: OWN, source: "playwright" })).toBe("/usr/bin/chromium-headless-shell");
  });

  it("is the browser itself where there is no shell, or one that does not start", () => {
    expect(findShell(machine({ browsers: [system.path] }), system)).toBe(system.path);
  });

  it("is what the environment names: as the shell, or for everything", () => {
    const named = { path: "/my/chrome", source: "environment" } as const;
    const shell = "/usr/bin/chromium-headless-shell";
    expect(findShell(machine({ browsers: [shell] }), named)).toBe("/my/chrome");
    expect(findShell(machine({ browsers: [shell], environmentShellPath: "" }), named)).toBe("/my/chrome");
    expect(findShell(machine({ browsers: [shell], environmentShellPath: "/my/shell" }), named)).toBe(
      "/my/shell",
    );
  });

  it("is had from Debian's packages, as the browser is", () => {
    const [way] = waysToGetShell(machine({ isRoot: true, commands: ["apt-get"] }));
    expect(way?.commands.at(-1)).toContain("chromium-headless-shell");
    expect(waysToGetShell(machine({ isRoot: true, commands: ["dnf"] }))[0]?.commands ?? []).toEqual([]);
    expect(waysToGetShell(machine({ commands: ["apt-get"] }))).toEqual([]);
  });
});

describe("waysToGetChromium", () => {
  const titles = (given: Parameters<typeof machine>[0]): string[] =>
    waysToGetChromium(machine(given)).map(({ title }) => title);

  it("begins with Playwright's own download", () => {
    expect(waysToGetChromium(machine({}))[0]?.commands).toEqual([["playwright", "install", "chromium"]]);
  });

  it("leaves the system's package manager alone without the right to use it", () => {
    expect(titles({ commands: ["apt-get"] })).toHaveLength(1);
  });

  it("uses the package manager as root", () => {
    const way = waysToGetChromium(machine({ isRoot: true, commands: ["apt-get"] }))[1];
    expect(way?.commands.map(([program]) => program)).toEqual(["apt-get", "apt-get"]);
    expect(way?.commands.at(-1)).toContain("chromium");
  });

  it("uses it through sudo where sudo asks for nothing", () => {
    const way = waysToGetChromium(machine({ hasSudo: true, commands: ["dnf"] }))[1];
    expect(way?.commands).toEqual([["sudo", "-n", "dnf", "install", "-y", "chromium"]]);
  });

  it("has no way where there is no package manager that it supports", () => {
    expect(titles({ isRoot: true })).toHaveLength(1);
  });
});

describe("launchArguments", () => {
  it("gives up the sandbox only where there can be none", () => {
    expect(launchArguments(true)).toContain("--no-sandbox");
    expect(launchArguments(false)).not.toContain("--no-sandbox");
  });
});
