// The lint rules of the whole workspace. Style (names, shape, sizes) is set here as numbers; who may import whom
// is the table in .ci/import-boundaries.ts. Type-aware rules need oxlint-tsgolint and run with --type-aware.
import { defineConfig } from "oxlint";
import { importBoundaries } from "./.ci/import-boundaries.ts";

const TESTS = ["**/test/**", "e2e/**"];
const CONFIG_FILES = ["**/*.config.ts"];
/** Programs for a terminal: what they print is what they are for. */
const TERMINAL_PROGRAMS = [
  "apps/bench/**",
  "apps/cluster/src/main.ts",
  "apps/example/**",
  "apps/lab/src/main.ts",
  "apps/server/src/hydra-log.ts",
  ".ci/**",
  "e2e/*.ts",
];
/** No clock and no chance of their own, so that the same input gives the same output. */
const PURE = ["engine", "protocol", "rfc6455", "microscope", "measure", "what-if"].map(
  (name) => `packages/${name}/src/**`,
);

export default defineConfig({
  plugins: ["eslint", "typescript", "unicorn", "oxc", "import", "promise", "node"],
  ignorePatterns: ["**/dist/**", "**/node_modules/**", "**/test-results/**", "**/playwright-report/**"],
  categories: { correctness: "error", suspicious: "error", perf: "error" },
  options: { typeAware: true, denyWarnings: true, reportUnusedDisableDirectives: "error" },
  rules: {
    // Sizes and shapes.
    "max-params": ["error", 3],
    "max-depth": ["error", 3],
    "max-lines-per-function": ["error", { max: 50, skipBlankLines: true, skipComments: true }],
    "max-lines": ["error", { max: 300, skipBlankLines: true, skipComments: true }],
    "unicorn/filename-case": ["error", { case: "kebabCase" }],
    "import/no-default-export": "error",
    "import/no-cycle": "error",

    // Types that are what they claim.
    "typescript/no-explicit-any": "error",
    "typescript/no-non-null-assertion": "error",
    "typescript/no-unsafe-argument": "error",
    "typescript/no-unsafe-assignment": "error",
    "typescript/no-unsafe-call": "error",
    "typescript/no-unsafe-member-access": "error",
    "typescript/no-unsafe-return": "error",
    "typescript/switch-exhaustiveness-check": ["error", { considerDefaultExhaustiveForUnions: true }],

    // Promises.
    "typescript/no-floating-promises": "error",
    "typescript/no-misused-promises": "error",
    "typescript/only-throw-error": "error",
    "typescript/return-await": ["error", "error-handling-correctness-only"],

    // Plain traps.
    eqeqeq: "error",
    "no-alert": "error",
    "no-console": "error",
    "no-debugger": "error",
    "no-empty": "error",
    "no-eval": "error",
    "no-fallthrough": "error",
    "no-self-compare": "error",
    "no-var": "error",
    "prefer-const": "error",
    "unicorn/prefer-node-protocol": "error",

    // Length in code points is what a name's limit counts.
    "typescript/no-misused-spread": ["error", { allow: ["string"] }],

    // What these ask for is right elsewhere or known to the compiler: objects are closures without `this`; servers
    // are Fastify's; messages go to worker threads; one after the other is often the point.
    "typescript/unbound-method": "off",
    "typescript/consistent-return": "off",
    "no-unmodified-loop-condition": "off",
    "oxc/no-async-endpoint-handlers": "off",
    "unicorn/require-post-message-target-origin": "off",
    "no-await-in-loop": "off",
    // A matter of taste, or of copies that a hot path must avoid.
    "unicorn/no-array-sort": "off",
    "unicorn/no-array-reverse": "off",
    "unicorn/consistent-function-scoping": "off",
    "oxc/no-map-spread": "off",
    "promise/no-callback-in-promise": "off",
    "import/no-named-as-default-member": "off",
    "no-shadow": "off",
    "import/no-unassigned-import": ["error", { allow: ["**/*.css", "@fontsource*/**"] }],
  },
  overrides: [
    ...importBoundaries().map(({ files, patterns }) => ({
      files,
      rules: { "no-restricted-imports": ["error", { patterns }] as ["error", { patterns: typeof patterns }] },
    })),
    {
      files: PURE,
      rules: {
        "no-restricted-globals": [
          "error",
          {
            globals: [
              { name: "Date", message: "Time comes in from outside." },
              { name: "performance", message: "Time comes in from outside." },
              { name: "crypto", message: "Chance comes in from outside." },
            ],
            checkGlobalObject: true,
          },
        ],
        "no-restricted-properties": [
          "error",
          { object: "Math", property: "random", message: "Chance comes in from outside." },
        ],
      },
    },
    {
      files: ["apps/web/**"],
      plugins: ["eslint", "typescript", "unicorn", "oxc", "import", "promise", "react", "jsx-a11y"],
      rules: {
        "react/react-in-jsx-scope": "off",
        "react/rules-of-hooks": "error",
        "react/exhaustive-deps": "error",
        // Rules of the accessibility standards that these do not have yet, or have only for markup without a
        // component library; axe judges the page itself (e2e/specs/accessibility.spec.ts).
        "jsx-a11y/autocomplete-valid": "off",
        "jsx-a11y/interactive-supports-focus": "off",
        "jsx-a11y/no-noninteractive-tabindex": "off",
        "jsx-a11y/prefer-tag-over-role": "off",
        "jsx-a11y/role-supports-aria-props": "off",
        // Effects follow timers and the DOM here; what they depend on is checked by exhaustive-deps.
        "react/exhaustive-effect-dependencies": "off",
        "react/set-state-in-effect": "off",
      },
    },
    {
      files: ["**/*.tsx"],
      rules: {
        // Markup is long without being deep.
        "max-lines-per-function": ["error", { max: 80, skipBlankLines: true, skipComments: true }],
        // CSS custom properties in `style` are not in React's types.
        "typescript/no-unsafe-type-assertion": "off",
      },
    },
    {
      files: TESTS,
      plugins: ["eslint", "typescript", "unicorn", "oxc", "import", "promise", "node", "vitest"],
      rules: {
        "max-lines-per-function": "off",
        "typescript/no-non-null-assertion": "off",
        // What a test claims about a value, it goes on to check.
        "typescript/no-unsafe-type-assertion": "off",
      },
    },
    { files: TERMINAL_PROGRAMS, rules: { "no-console": "off" } },
    { files: CONFIG_FILES, rules: { "import/no-default-export": "off" } },
  ],
});
