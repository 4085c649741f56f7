import nx from "@nx/eslint-plugin";
import jsonParser from "jsonc-eslint-parser";
import tseslint from "typescript-eslint";

const tests = ["**/*.test.ts", "tools/**/*.ts"];
const configs = ["**/*.config.ts", "tools/*.base.ts"];

/** Who may import whom; the tags stand in each package.json under `nx`. */
const layers = [
  ["layer:core"],
  ["layer:adapter", "layer:core"],
  ["layer:operations", "layer:core", "layer:adapter"],
  ["layer:surface", "layer:core", "layer:operations"],
  ["layer:cli", "layer:core", "layer:operations", "layer:surface"],
  ["layer:tool"],
  // Tests alone use the test kit: dependency-cruiser sees to that.
].map(([sourceTag, ...others]) => ({
  sourceTag,
  onlyDependOnLibsWithTags: [...ownLayer(sourceTag), ...others, "layer:tool"],
}));

/** Dependencies that are imported when they are needed, which the check of the manifests does not see. */
const loadedLater = ["write-file-atomic"];

/** Outside packages each layer may use; `@nx/dependency-checks` holds the manifests to what is imported. */
const externals = {
  core: ["mdast", "mdast-util-[a-z-]+", "micromark-[a-z-]+", "yaml", "zod", "node-diff3", "re2js", "write-file-atomic"],
  operationsNever: ["commander", "@modelcontextprotocol/sdk", "@clack/prompts", "picocolors"],
};

// A block's options replace another's for the same rule, so a block that adds to the general bans repeats them.
const bans = [
  { selector: "ClassDeclaration", message: "No classes but ChantError: use functions and readonly data." },
  { selector: "TSEnumDeclaration", message: "No enums: use a table `as const`." },
  { selector: "TSModuleDeclaration", message: "No namespaces: use files." },
  { selector: "ExportDefaultDeclaration", message: "No default exports: name it." },
  { selector: "ExportAllDeclaration", message: "Name what is exported." },
  {
    selector: "ImportDeclaration[source.value='zod'] :not(ImportNamespaceSpecifier)[local]",
    message: 'import * as z from "zod": the named form costs twice the start-up.',
  },
];

const impure = [
  { object: "Date", property: "now", message: "Core has no clock: take the time as a value." },
  { object: "Math", property: "random", message: "Core has no chance: take it as a value." },
];

const noProcess = [
  { object: "process", property: "exit", message: "A library returns or throws." },
  { object: "process", property: "cwd", message: "A library is told where it is." },
];

export default [
  { ignores: ["**/dist/**", "**/node_modules/**", ".nx/**", "**/__fixtures__/**"] },
  ...tseslint.configs.recommended.map((config) => ({ ...config, files: ["**/*.ts"] })),
  {
    files: ["**/*.ts"],
    languageOptions: { parserOptions: { project: "./tsconfig.json", tsconfigRootDir: import.meta.dirname } },
    plugins: { "@nx": nx },
    rules: {
      "@nx/enforce-module-boundaries": [
        "error",
        {
          // An optional dependency, which the rule does not look at.
          allow: ["libsql"],
          checkDynamicDependenciesExceptions: [".*"],
          depConstraints: layers,
          banTransitiveDependencies: true,
        },
      ],
      "@typescript-eslint/consistent-type-imports": "error",
      "@typescript-eslint/no-floating-promises": "error",
      "@typescript-eslint/no-misused-promises": "error",
      "@typescript-eslint/await-thenable": "error",
      "@typescript-eslint/no-unused-vars": ["error", { ignoreRestSiblings: true }],
      "@typescript-eslint/switch-exhaustiveness-check": ["error", { considerDefaultExhaustiveForUnions: true }],
      "no-else-return": "error",
      "no-restricted-syntax": ["error", ...bans],
      "max-lines": ["error", 250],
      "max-lines-per-function": ["error", { max: 50, skipComments: true }],
      "max-params": ["error", 3],
      complexity: ["error", 10],
      eqeqeq: "error",
    },
  },
  {
    files: ["libs/spec-core/src/errors/chant-error.ts"],
    rules: { "no-restricted-syntax": ["error", ...bans.slice(1)] },
  },
  {
    files: ["libs/*/src/**/*.ts"],
    rules: { "no-console": "error", "no-restricted-properties": ["error", ...noProcess] },
  },
  {
    files: ["libs/spec-core/src/**/*.ts", "libs/scoring/src/**/*.ts"],
    ignores: ["libs/spec-core/src/store/**", ...tests],
    rules: {
      "no-restricted-properties": ["error", ...noProcess, ...impure],
      "no-restricted-globals": ["error", "process", "console", "setTimeout", "setInterval", "fetch"],
      "no-restricted-imports": [
        "error",
        { patterns: [{ group: ["node:*", "write-file-atomic", "execa"], message: "Core is pure: disk is store/'s." }] },
      ],
    },
  },
  {
    files: ["libs/spec-core/src/**/*.ts"],
    ignores: tests,
    rules: { "@typescript-eslint/no-restricted-imports": ["error", { patterns: [onlyFrom(externals.core)] }] },
  },
  {
    files: ["libs/git/src/**/*.ts", "libs/providers/src/**/*.ts"],
    rules: {
      "no-restricted-imports": [
        "error",
        { paths: [{ name: "@chant/core", message: "Adapters know core's errors only: @chant/core/errors." }] },
      ],
    },
  },
  {
    files: ["libs/operations/src/**/*.ts"],
    rules: { "no-restricted-imports": ["error", { paths: externals.operationsNever }] },
  },
  {
    files: tests,
    rules: {
      "max-lines-per-function": "off",
      "max-params": "off",
      "no-restricted-properties": "off",
      "no-console": "off",
      "@typescript-eslint/no-non-null-assertion": "off",
    },
  },
  {
    files: ["tools/**/*.ts", ...configs],
    rules: { "@nx/enforce-module-boundaries": "off", "no-restricted-syntax": ["error", ...bans.slice(1, 3)] },
  },
  { files: configs, languageOptions: { parserOptions: { project: null } }, ...tseslint.configs.disableTypeChecked },
  {
    files: ["libs/*/package.json"],
    languageOptions: { parser: jsonParser },
    plugins: { "@nx": nx },
    rules: {
      "@nx/dependency-checks": [
        "error",
        { ignoredFiles: ["**/*.config.ts", "**/*.test.ts"], ignoredDependencies: loadedLater },
      ],
    },
  },
];

/** Adapters and surfaces never import each other. */
function ownLayer(tag) {
  return ["layer:core", "layer:tool"].includes(tag) ? [tag] : [];
}

/** Outside packages by name; what is relative, ours or Node's own is another rule's business. */
function onlyFrom(names) {
  return {
    regex: `^(?!\\.|node:|@chant/)(?!(${names.join("|")})(/|$))`,
    message: "Core uses the packages of its table only.",
  };
}
