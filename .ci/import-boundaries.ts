// Who may import whom, as a table: the lint rule (oxlint.config.ts) is made from it. Packages are kept apart by
// what they may name, the folders inside the server by what they may not. Pure: no file is read here.

/** One `no-restricted-imports` pattern: a specifier that matches `regex` is an error with this message. */
export interface RestrictedPattern {
  readonly regex: string;
  readonly message: string;
}

/** The patterns that hold for the files matching the globs; the last boundary that matches a file is the one that counts. */
export interface Boundary {
  readonly files: string[];
  readonly patterns: RestrictedPattern[];
}

const WORKSPACE = [
  "engine",
  "feed",
  "rfc6455",
  "measure",
  "microscope",
  "what-if",
  "protocol",
  "client",
  "lab",
  "lab-command",
  "server",
  "web",
  "cluster",
  "bench",
  "e2e",
] as const;

/** What a folder's sources may import of the workspace's packages. Tests may import more: their package.json lists it. */
const PACKAGES = {
  "packages/engine/src": [],
  "packages/rfc6455/src": [],
  "packages/measure/src": [],
  "packages/microscope/src": ["rfc6455"],
  "packages/feed/src/wire": [],
  "packages/feed/src/client": [],
  "packages/feed/src/server": ["rfc6455"],
  "packages/feed/src/testing": [],
  "packages/protocol/src": ["engine", "feed"],
  "packages/client/src": ["engine", "feed", "protocol"],
  "packages/what-if/src": ["protocol"],
  "packages/lab/src": ["client", "feed", "measure", "protocol", "what-if"],
  "apps/web/src": ["engine", "protocol", "rfc6455", "client", "lab", "measure", "microscope", "what-if"],
  "apps/lab/src": ["client", "feed", "lab", "measure", "protocol"],
  "apps/bench/src": ["engine", "protocol", "client", "measure", "rfc6455", "server", "cluster"],
  "apps/cluster/src": ["server"],
  "apps/server/src": ["engine", "feed", "protocol", "rfc6455"],
  e2e: ["protocol", "measure"],
} as const satisfies Record<string, readonly string[]>;

/** What each folder of apps/server/src may not import from its siblings. */
const SERVER_FOLDERS = {
  log: ["battle", "ranking", "routes", "plugins", "lab", "demo"],
  ranking: ["log", "battle", "routes", "plugins", "lab", "demo"],
  battle: ["routes", "plugins", "lab", "demo"],
  plugins: ["log", "battle", "ranking", "routes", "lab", "demo"],
  routes: ["lab", "demo"],
  lab: [],
  demo: ["routes", "plugins", "lab"],
  tool: ["battle", "ranking", "routes", "lab", "demo"],
} as const satisfies Record<string, readonly string[]>;

/** The table of event logs, which alone names them. */
const LOG_TABLE = "apps/server/src/log/backends.ts";

const EVERYWHERE: readonly RestrictedPattern[] = [
  {
    // One segment more is what the package exports under that name, and no path.
    regex: "^@hydra/[^/]+/.*[/.]",
    message: "A package is imported by its name; its insides are its own.",
  },
  {
    regex: `^(\\.\\./)+(packages|apps|(${WORKSPACE.join("|")})/src)/`,
    message: "Another package is imported by its name, not by a path.",
  },
  {
    regex: "/(utils?|helpers?|common|misc)(/|\\.tsx?$)",
    message: "Name a module after what it does.",
  },
];

const concreteLog: RestrictedPattern = {
  regex: "(^|/)(sqlite|jetstream)/",
  message:
    "Only log/backends.ts names a kind of event log; everything else has log/backend.ts and log/event-log.ts.",
};

const entryPoints: RestrictedPattern = {
  regex: "^(\\.\\./)+(main|app)\\.ts$",
  message: "main and app put the parts together; a part does not depend on them.",
};

function packagesBut(allowed: readonly string[]): RestrictedPattern {
  const forbidden = WORKSPACE.filter((name) => !allowed.includes(name));
  return {
    regex: `^@hydra/(${forbidden.join("|")})$`,
    message: `Of the workspace, this folder imports ${allowed.join(", ") || "nothing"}.`,
  };
}

function siblings(forbidden: readonly string[]): RestrictedPattern[] {
  if (forbidden.length === 0) return [];
  return [
    {
      regex: `^(\\.\\./)+(${forbidden.join("|")})/`,
      message: `This folder imports none of ${forbidden.join(", ")}.`,
    },
  ];
}

/** Every boundary, broad ones first. */
export function importBoundaries(): Boundary[] {
  const serverPackages = packagesBut(PACKAGES["apps/server/src"]);
  return [
    { files: ["**"], patterns: [...EVERYWHERE] },
    ...Object.entries(PACKAGES).map(([folder, allowed]) => ({
      files: [`${folder}/**`],
      patterns: [...EVERYWHERE, packagesBut(allowed)],
    })),
    { files: ["apps/server/src/*.ts"], patterns: [...EVERYWHERE, serverPackages, concreteLog] },
    ...Object.entries(SERVER_FOLDERS).map(([folder, forbidden]) => ({
      files: [`apps/server/src/${folder}/**`],
      patterns: [...EVERYWHERE, serverPackages, concreteLog, entryPoints, ...siblings(forbidden)],
    })),
    {
      files: [LOG_TABLE],
      patterns: [...EVERYWHERE, serverPackages, entryPoints, ...siblings(SERVER_FOLDERS.log)],
    },
  ];
}
