import { readdirSync } from "node:fs";
import { promptVariables, renderPrompt, parseSpec, selectPrompt } from "@chant/core";
import { promptAliases } from "@chant/core/store";
import type { LintContext } from "@chant/scoring";
import type { Project } from "../kernel/project.ts";
import { loadPrompt } from "./agent-prompt.ts";
import { bundledPrompts } from "./assets.ts";
import { createExists, headingsIn } from "./named-files.ts";
import { lintSettings } from "./quality.ts";
import { findRepository } from "./spec-file.ts";
import type { SpecEntry, SpecSet } from "./specs.ts";

/** Everything that the rules may know of a project: the same for `lint`, `add` and `work`. */
export async function createLintContext(project: Project, set: SpecSet): Promise<LintContext> {
  const { root, config } = project;
  const branches = await branchesOf(project, set);
  return {
    graph: set.graph,
    settings: lintSettings(config),
    duplicates: duplicatesIn(set.active),
    exists: await createExists(root),
    headings: (path) => headingsIn(root, path),
    prompts: await readPrompts(project),
    promptOf: (spec) => selectPrompt({ flag: undefined, spec, config }),
    ...(branches && { branches }),
  };
}

/** Ids that several files of the folder claim; the graph knows one of each. */
function duplicatesIn(entries: readonly SpecEntry[]): ReadonlyMap<string, readonly string[]> {
  const paths = new Map<string, string[]>();
  for (const [at, { id, path }] of entries.entries()) {
    // Entries are in the order of their ids.
    if (entries[at - 1]?.id === id || entries[at + 1]?.id === id) paths.set(id, [...(paths.get(id) ?? []), path]);
  }
  return paths;
}

/** Every prompt by name, with the names in it that are no variables. One that cannot be read is none. */
async function readPrompts(project: Project): Promise<ReadonlyMap<string, readonly string[]>> {
  const names = new Set([
    ...[project.paths.prompts, bundledPrompts()].flatMap(promptsIn),
    ...Object.keys(promptAliases),
  ]);
  const found = await Promise.all([...names].map(async (name) => [name, await unknownIn(project, name)] as const));
  return new Map(found.flatMap(([name, unknown]) => (unknown === undefined ? [] : [[name, unknown] as const])));
}

function promptsIn(folder: string): string[] {
  try {
    const files = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((name) => name.endsWith(".md"));
    return files.map((name) => name.slice(0, -".md".length).replaceAll("\\", "/"));
  } catch {
    return [];
  }
}

const known = promptVariables({
  spec: parseSpec("", { id: "none" }),
  specFile: "",
  project: "",
  worktree: "",
  branch: "",
  model: undefined,
});

async function unknownIn(project: Project, name: string): Promise<readonly string[] | undefined> {
  try {
    return renderPrompt({ ...(await loadPrompt(project, name)), variables: known }).unknown;
  } catch {
    return undefined;
  }
}

/** The branches of the repository, asked for only where a spec says that it is on one. */
async function branchesOf(project: Project, { active }: SpecSet): Promise<ReadonlySet<string> | undefined> {
  const isOnBranch = ({ stored_status, spec }: SpecEntry) =>
    (stored_status === "in_progress" || stored_status === "paused") && spec().frontmatter.branch !== undefined;
  if (!active.some(isOnBranch)) return undefined;
  const repository = await findRepository(project);
  if (repository === undefined) return undefined;
  const { readRefs } = await import("@chant/git");
  const refs = await readRefs(repository, ["refs/heads"]);
  return new Set([...refs.keys()].map((ref) => ref.slice("refs/heads/".length)));
}
