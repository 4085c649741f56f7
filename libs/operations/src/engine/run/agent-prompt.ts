import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { parseSpec, promptVariables, renderPrompt, standardBlock, type Conflict, type Prompt } from "@chant/core";
import { ChantError } from "@chant/core/errors";
import { readPromptFile, writeFileDurably } from "@chant/core/store";
import { openWorktree, readConflictDiff } from "@chant/git";
import type { Project } from "../../kernel/project.ts";
import { bundledPrompts } from "../config/assets.ts";
import { readContextFiles } from "./context-files.ts";
import { workFolder, type Run } from "./run.ts";

export interface LoadedPrompt {
  /** The prompt first, then what it extends. */
  readonly chain: readonly Prompt[];
  readonly extensions: readonly Prompt[];
}

/** Reads a prompt with all it extends and the configured extensions. Throws CONFIG_PROMPT_NOT_FOUND, CONFIG_INVALID. */
export async function loadPrompt(project: Project, name: string): Promise<LoadedPrompt> {
  const read = (prompt: string) => readPromptFile({ paths: project.paths, bundled: bundledPrompts(), name: prompt });
  const chain: Prompt[] = [];
  for (let next: string | undefined = name; next !== undefined; next = chain.at(-1)?.extends) {
    if (chain.some((prompt) => prompt.name === next)) throw circle([...chain.map((prompt) => prompt.name), next]);
    chain.push(await read(next));
  }
  const names = project.config.defaults.prompt_extensions;
  return { chain, extensions: await Promise.all(names.map((extension) => read(`extensions/${extension}`))) };
}

export interface PromptPlace {
  /** Owner-only folder of the run. */
  readonly directory: string;
  readonly worktree: string;
  readonly specFile: string;
}

/** Writes the prompt of a run to an owner-only file and gives its path and text. */
export async function writePrompt(
  run: Run,
  { directory, worktree, specFile }: PromptPlace,
): Promise<{ path: string; text: string }> {
  const { project, record, context } = run;
  const { chain, extensions } = await loadPrompt(project, record.prompt);
  const spec = parseSpec(await readFile(specFile, "utf8"), { id: record.spec_id });
  const shared = { spec, specFile, worktree, branch: record.branch, in_place: record.in_place };
  const conflict = await readConflict(run);
  const variables = promptVariables({ ...shared, project: project.config.project.name, model: record.model, conflict });
  const rendered = renderPrompt({ chain, extensions, variables });
  for (const name of rendered.unknown) {
    context.report({
      type: "warning",
      message: `The prompt ${record.prompt} names {{${name}}}, which is no variable.`,
    });
  }
  const files = await readContextFiles(worktree, spec);
  const commits = chain.every((prompt) => prompt.commits);
  const { silent } = project.config.project;
  const text = `${rendered.text}\n\n${standardBlock({ ...shared, files, commits, silent })}\n`;
  const path = join(directory, "prompt.md");
  await writeFileDurably(path, text, { mode: 0o600 });
  return { path, text };
}

const longestDiff = 64 * 1024;

/** The conflict that an agent is to resolve, cut where a model would be told more than it can use. */
async function readConflict(run: Run): Promise<Conflict | undefined> {
  const { repository, record } = run;
  if (record.resolution === undefined) return undefined;
  const diff = await readConflictDiff(await openWorktree(repository, workFolder(run)));
  const cut =
    diff.length > longestDiff ? `${diff.slice(0, longestDiff)}\n(cut here; \`git diff\` shows the rest)` : diff;
  return { target: record.target, files: record.resolution.files, diff: cut };
}

function circle(names: readonly string[]): ChantError {
  const message = `Prompts extend each other in a circle: ${names.join(" → ")}.`;
  return new ChantError("CONFIG_INVALID", message, {
    fix: `edit .chant/prompts/${names.at(-1) ?? ""}.md`,
    details: { names },
  });
}
