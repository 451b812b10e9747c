// Which Chromium the browser tests run in, and what could be done to get one. Pure decisions over a description of
// the machine; machine.ts looks at the real one, get-chromium.ts acts.

/** What the decisions need of a machine. */
export interface Machine {
  /** CHROMIUM_PATH, when set. */
  readonly environmentPath: string | undefined;
  /** CHROMIUM_SHELL_PATH, when set. */
  readonly environmentShellPath: string | undefined;
  /** Where Playwright keeps its own build, whether or not it is there. */
  readonly playwrightPath: string;
  /** The folders of PATH, first one first. */
  readonly searchPath: readonly string[];
  readonly isRoot: boolean;
  /** Whether sudo works without asking for a password. */
  readonly hasSudo: boolean;
  /** Whether a program of that name stands in PATH. */
  hasCommand(name: string): boolean;
  /** Whether the program at this path is a browser that starts: one without its libraries is none. */
  starts(path: string): boolean;
}

export interface Chromium {
  readonly path: string;
  readonly source: "environment" | "playwright" | "system";
}

/** One way to get a Chromium: commands to run in order, stopping at the first that fails. */
export interface Way {
  readonly title: string;
  readonly commands: readonly Command[];
}

export type Command = readonly [program: string, ...args: string[]];

/** CHROMIUM_PATH is set to something that is no browser. */
export class ChromiumPathError extends Error {
  override readonly name = "ChromiumPathError";
}

/** Names under which systems install it, the likelier ones first. */
const SYSTEM_NAMES = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome"];
/** The same engine without a browser's windows. */
const SHELL_NAMES = ["chromium-headless-shell", "chrome-headless-shell"];
/** Debian's program itself: the script of its name in PATH does not pass signals on. */
const SHELL_FOLDERS = ["/usr/lib/chromium"];
/** Looked at though PATH may not name them. */
const SYSTEM_FOLDERS = ["/usr/bin", "/usr/local/bin", "/snap/bin", "/opt/google/chrome"];

/** What installs Chromium, by the package manager's program. */
const PACKAGE_MANAGERS: Readonly<Record<string, readonly Command[]>> = {
  "apt-get": [
    ["apt-get", "update"],
    ["apt-get", "install", "-y", "--no-install-recommends", "chromium", "fonts-liberation"],
  ],
  dnf: [["dnf", "install", "-y", "chromium"]],
  apk: [["apk", "add", "chromium"]],
  pacman: [["pacman", "-Sy", "--noconfirm", "chromium"]],
  zypper: [["zypper", "--non-interactive", "install", "chromium"]],
};

/** What installs the shell. */
const SHELL_PACKAGE_MANAGERS: Readonly<Record<string, readonly Command[]>> = {
  "apt-get": [
    ["apt-get", "update"],
    ["apt-get", "install", "-y", "--no-install-recommends", "chromium-headless-shell"],
  ],
};

/** What a person can do when nothing else worked. */
export const ADVICE =
  "No Chromium: install one (Debian: apt-get install chromium) or set CHROMIUM_PATH to one, and run this again.";

/**
 * The first Chromium that starts: the environment's, Playwright's own, the system's; undefined when there is none.
 * @throws ChromiumPathError when the environment names one that does not start: it is not silently replaced.
 */
export function findChromium(machine: Machine): Chromium | undefined {
  const { environmentPath, playwrightPath } = machine;
  if (environmentPath !== undefined && environmentPath !== "") {
    if (machine.starts(environmentPath)) return { path: environmentPath, source: "environment" };
    throw new ChromiumPathError(`CHROMIUM_PATH is ${environmentPath}, which is no browser that starts here.`);
  }
  if (machine.starts(playwrightPath)) return { path: playwrightPath, source: "playwright" };
  const path = systemCandidates(machine.searchPath, SYSTEM_NAMES).find((candidate) =>
    machine.starts(candidate),
  );
  return path === undefined ? undefined : { path, source: "system" };
}

/**
 * What draws the pages of most tests: the shell, which takes half the processor time of a browser, or the Chromium that was found. One that
 * the environment names is used for all of them. Decision 0007.
 */
export function findShell(machine: Machine, { path, source }: Chromium): string {
  const { environmentShellPath } = machine;
  if (environmentShellPath !== undefined && environmentShellPath !== "") return environmentShellPath;
  if (source === "environment") return path;
  const searchPath = [...SHELL_FOLDERS, ...machine.searchPath];
  const candidates = systemCandidates(searchPath, SHELL_NAMES);
  return candidates.find((candidate) => machine.starts(candidate)) ?? path;
}

/** Ways to get one on this machine, the first to try first; after each, look again with `findChromium`. */
export function waysToGetChromium(machine: Machine): Way[] {
  return [
    {
      title: "Playwright's own build",
      commands: [["playwright", "install", "chromium"]],
    },
    ...packageManagerWay(machine, PACKAGE_MANAGERS),
  ];
}

/** The same for the shell, without which the tests only take longer. */
export function waysToGetShell(machine: Machine): Way[] {
  return packageManagerWay(machine, SHELL_PACKAGE_MANAGERS);
}

/** Flags for a browser that runs tests: it asks no questions, and has no sandbox where there can be none. */
export function launchArguments(isRoot: boolean): string[] {
  return [
    "--disable-quic",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    ...(isRoot ? ["--no-sandbox"] : []),
  ];
}

function systemCandidates(searchPath: readonly string[], names: readonly string[]): string[] {
  const folders = [...new Set([...searchPath, ...SYSTEM_FOLDERS])].filter((folder) => folder !== "");
  return names.flatMap((name) => folders.map((folder) => `${folder}/${name}`));
}

function packageManagerWay(machine: Machine, managers: Readonly<Record<string, readonly Command[]>>): Way[] {
  if (!machine.isRoot && !machine.hasSudo) return [];
  const name = Object.keys(managers).find((candidate) => machine.hasCommand(candidate));
  if (name === undefined) return [];
  const commands = managers[name] ?? [];
  return [
    {
      title: `the system's package manager (${name})`,
      commands: machine.isRoot ? commands : commands.map((command): Command => ["sudo", "-n", ...command]),
    },
  ];
}
