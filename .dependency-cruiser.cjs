/** Folders of core in their order: each may import only what stands before it. */
const coreOrder = ["errors", "id", "spec", "merge", "graph", "lifecycle", "config", "prompt", "store", "schemas"];
const core = "^libs/spec-core/src";
const operations = "^libs/operations/src";

const coreRules = coreOrder.map((folder, index) => ({
  name: `core-${folder}-imports-earlier-folders`,
  severity: "error",
  from: { path: `${core}/${folder}/` },
  to: { path: `${core}/(?:${coreOrder.slice(index + 1).join("|") || "none"})/` },
}));

/** @type {import("dependency-cruiser").IConfiguration} */
module.exports = {
  forbidden: [
    {
      name: "no-cycles",
      severity: "error",
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ["type-only"] } },
    },
    ...coreRules,
    {
      name: "kernel-knows-no-engine",
      severity: "error",
      from: { path: `${operations}/kernel/` },
      to: { path: `${operations}/(?!kernel/)` },
    },
    {
      name: "catalog-knows-the-kernel-only",
      severity: "error",
      from: { path: `${operations}/catalog/` },
      to: { path: `${operations}/(?!kernel/|catalog/)` },
    },
    {
      name: "engine-knows-no-operation",
      severity: "error",
      from: { path: `${operations}/engine/` },
      to: { path: `${operations}/(?!kernel/|catalog/|engine/)` },
    },
    {
      name: "no-operation-imports-an-operation",
      severity: "error",
      from: { path: `${operations}/(?!kernel/|catalog/|engine/|index|registry|detached)` },
      to: { path: `${operations}/(?!kernel/|catalog/|engine/)` },
    },
    {
      name: "only-tests-use-the-test-kit",
      severity: "error",
      from: { path: "^(libs|apps)/[^/]+/src" },
      to: { path: "^tools/|@chant/test-kit" },
    },
    {
      name: "only-stores-and-adapters-touch-processes",
      comment: "but for the user's editor, which takes over the terminal",
      severity: "error",
      from: {
        path: "^(libs/(spec-core|scoring|operations/src/kernel)|apps)",
        pathNot: "\\.test\\.ts$|^apps/cli/src/commands/edit\\.ts$",
      },
      to: { path: "^(node:)?child_process$" },
    },
  ],
  options: {
    doNotFollow: { path: ["node_modules", "dist"] },
    exclude: { path: ["\\.test\\.ts$", "dist/", "node_modules/"] },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: "tsconfig.json" },
    enhancedResolveOptions: {
      conditionNames: ["@chant/source", "import", "node", "default"],
      exportsFields: ["exports"],
    },
  },
};
