import { readdir, readFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { codes } from "@chant/core/errors";
import { operationNames } from "@chant/operations";
import { expect, test } from "vitest";

const root = fileURLToPath(new URL("..", import.meta.url));

/** Folders of sources, and what may lie in them. */
const tree: Readonly<Record<string, readonly string[]>> = {
  "libs/spec-core/src": [
    "config",
    "config/sections",
    "errors",
    "graph",
    "id",
    "lifecycle",
    "merge",
    "prompt",
    "schemas",
    "spec",
    "store",
  ],
  "libs/git/src": [],
  "libs/providers/src": ["claude", "claude/__fixtures__", "command"],
  "libs/scoring/src": ["lint", "lint/rules"],
  "libs/operations/src": [
    "catalog",
    "config",
    "engine",
    "engine/approvals",
    "engine/archive",
    "engine/attempts",
    "engine/config",
    "engine/control",
    "engine/dispatch",
    "engine/edit",
    "engine/export",
    "engine/leavings",
    "engine/lint",
    "engine/merge",
    "engine/merge-driver",
    "engine/remote",
    "engine/run",
    "engine/run/phases",
    "engine/specs",
    "engine/watch",
    "kernel",
    "merge-driver",
    "template",
    "watch",
    "worktree",
  ],
  "apps/cli/src": ["commands", "render", "terminal", "wizard"],
  "apps/mcp/src": [],
};

const forbidden = /^(utils?|helpers?|common|misc|types?|constants?|managers?)(\.|$)/;

async function below(folder: string): Promise<{ files: string[]; folders: string[] }> {
  const entries = await readdir(join(root, folder), { recursive: true, withFileTypes: true });
  const path = (entry: (typeof entries)[number]) =>
    join(entry.parentPath, entry.name).slice(join(root, folder).length + 1);
  return {
    files: entries.filter((entry) => entry.isFile()).map(path),
    folders: entries.filter((entry) => entry.isDirectory()).map(path),
  };
}

test.each(Object.entries(tree))("%s has the folders of the tree and no others", async (folder, known) => {
  const { folders } = await below(folder);
  expect(folders.sort()).toEqual([...known].sort());
});

test.each(Object.keys(tree))("%s has no file named by what it is instead of what it does", async (folder) => {
  const { files, folders } = await below(folder);
  expect([...files, ...folders].filter((path) => forbidden.test(basename(path)))).toEqual([]);
  const kebab = /^(index|[a-z][a-z0-9]*(-[a-z0-9]+)*)(\.test)?\.ts$/;
  const sources = files.filter((path) => !path.includes("__fixtures__"));
  expect(sources.filter((path) => !kebab.test(basename(path)))).toEqual([]);
});

test("every operation is registered under its own path, and every file there is an operation", async () => {
  const { files } = await below("libs/operations/src");
  const others = /^(index|registry|detached)\.ts$|^(catalog|kernel|engine)\/|\.test\.ts$/;
  const paths = files
    .filter((path) => !others.test(path))
    .map((path) => path.replace(/\.ts$/, "").replaceAll("/", " "));
  expect(paths.sort()).toEqual([...operationNames].sort());
});

test("every test stands beside what it tests: a file, an aspect of it, or the folder", async () => {
  for (const folder of Object.keys(tree)) {
    const { files } = await below(folder);
    const tests = files.filter((path) => path.endsWith(".test.ts") && !isWholeFolder(path));
    const stems = new Set(files.filter((path) => !path.endsWith(".test.ts")).map((path) => path.replace(/\.ts$/, "")));
    expect(
      tests.filter((path) => !prefixesOf(path.replace(".test.ts", "")).some((prefix) => stems.has(prefix))),
      folder,
    ).toEqual([]);
  }
});

test("every error code is thrown somewhere and documented", async () => {
  const sources = await Promise.all(Object.keys(tree).map(readSources));
  const text = sources.join("\n");
  const reference = await readFile(join(root, "docs/reference/errors.md"), "utf8");
  for (const code of Object.keys(codes)) {
    expect(text, `${code} is thrown`).toContain(`"${code}"`);
    expect(reference, `${code} is documented`).toContain(`\`${code}\``);
  }
});

/** `errors/errors.test.ts` is about its folder; the corpus is about everything that a spec is. */
function isWholeFolder(path: string): boolean {
  return basename(path, ".test.ts") === basename(dirname(path)) || path === "spec/corpus.test.ts";
}

/** `commit-races` tests an aspect of `commit`. */
function prefixesOf(stem: string): string[] {
  const words = stem.split("-");
  return words.map((_, index) => words.slice(0, index + 1).join("-"));
}

async function readSources(folder: string): Promise<string> {
  const { files } = await below(folder);
  const sources = files.filter(
    (path) => path.endsWith(".ts") && !path.endsWith(".test.ts") && dirname(path) !== "errors",
  );
  return (await Promise.all(sources.map((path) => readFile(join(root, folder, path), "utf8")))).join("\n");
}
