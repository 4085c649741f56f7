import { selectPrompt } from "@chant/core";
import type { LintContext } from "@chant/scoring";
import type { Project } from "../../kernel/project.ts";
import { createExists, type Glob } from "../glob.ts";
import { lintSettings } from "./quality.ts";
import type { SpecEntry } from "../specs/spec-entry.ts";
import type { SpecSet } from "../specs/specs.ts";

/** Everything that the rules may know of a project: the same for `lint`, `add` and `work`. */
export async function createLintContext(project: Project, set: SpecSet): Promise<LintContext> {
  const glob = await loaders.glob();
  const branches = set.active.some(isOnBranch) ? await loaders.branches(project) : undefined;
  const [prompts, headings] = await Promise.all([loaders.prompts(project), loaders.headings(project)]);
  return {
    ...createPlainContext(project, set),
    exists: createExists(project.root, () => glob),
    ...{ prompts, headings },
    ...(branches && { branches }),
  };
}

/** A context whose slow parts are loaded when somebody has asked for them. */
export interface LateContext {
  readonly context: LintContext;
  /** How often something was asked for that is not there yet. An answer that was given meanwhile does not count. */
  misses(): number;
  /** Loads what was asked for. */
  load(): Promise<void>;
}

/** The same as `createLintContext` gives, late: most specs ask for no branch, no glob and no prompt. */
export function createLateContext(project: Project, set: SpecSet): LateContext {
  const parts: Partial<Parts> = {};
  const wanted = new Set<keyof Parts>();
  let misses = 0;
  const get = <Name extends keyof Parts>(name: Name): Parts[Name] | undefined => {
    if (name in parts) return parts[name];
    wanted.add(name);
    misses++;
    return undefined;
  };
  const late = {
    ...createPlainContext(project, set),
    exists: createExists(project.root, () => get("glob")),
    headings: (path: string) => get("headings")?.(path),
    get prompts() {
      return get("prompts");
    },
    get branches() {
      return get("branches");
    },
  };
  return {
    // Absent is what is undefined here.
    context: late as LintContext,
    misses: () => misses,
    async load() {
      const loaded = [...wanted].map(async (name) => [name, await loaders[name](project)] as const);
      Object.assign(parts, Object.fromEntries(await Promise.all(loaded)));
      wanted.clear();
    },
  };
}

interface Parts {
  readonly glob: Glob;
  readonly headings: NonNullable<LintContext["headings"]>;
  readonly prompts: ReadonlyMap<string, readonly string[]>;
  readonly branches: ReadonlySet<string> | undefined;
}

const loaders = {
  glob: async () => (await import("tinyglobby")).globSync,
  // What parses a text is a quarter of the code.
  async headings({ root }) {
    const { headingsIn } = await import("./named-files.ts");
    return (path) => headingsIn(root, path);
  },
  prompts: async (project) => (await import("./lint-prompts.ts")).readPrompts(project),
  branches: readBranches,
} satisfies { [Name in keyof Parts]: (project: Project) => Promise<Parts[Name]> };

function createPlainContext({ config }: Project, { graph, active }: SpecSet): LintContext {
  return {
    graph,
    settings: lintSettings(config),
    duplicates: duplicatesIn(active),
    promptOf: (spec) => selectPrompt({ flag: undefined, spec, config }),
  };
}

/** Ids that several files of the folder claim; the graph knows one of each. */
function duplicatesIn(entries: readonly SpecEntry[]): ReadonlyMap<string, readonly string[]> {
  const paths = new Map<string, string[]>();
  for (let at = 1; at < entries.length; at++) {
    // Entries are in the order of their ids.
    const [before, entry] = [entries[at - 1] as SpecEntry, entries[at] as SpecEntry];
    if (before.id === entry.id) paths.set(entry.id, [...(paths.get(entry.id) ?? [before.path]), entry.path]);
  }
  return paths;
}

function isOnBranch({ stored_status, spec }: SpecEntry): boolean {
  return (stored_status === "in_progress" || stored_status === "paused") && spec().frontmatter.branch !== undefined;
}

/** The branches of the repository; undefined where there is none. */
async function readBranches(project: Project): Promise<ReadonlySet<string> | undefined> {
  const { findRepository } = await import("../edit/spec-file.ts");
  const repository = await findRepository(project);
  if (repository === undefined) return undefined;
  const { readRefs } = await import("@chant/git");
  const refs = await readRefs(repository, ["refs/heads"]);
  return new Set([...refs.keys()].map((ref) => ref.slice("refs/heads/".length)));
}
