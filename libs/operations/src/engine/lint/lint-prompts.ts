import { promptVariables, renderPrompt, parseSpec } from "@chant/core";
import { promptAliases } from "@chant/core/store";
import type { Project } from "../../kernel/project.ts";
import { loadPrompt } from "../run/agent-prompt.ts";
import { promptFolders, promptNames } from "../config/prompt-files.ts";

/** Every prompt by name, with the names in it that are no variables. One that cannot be read is none. */
export async function readPrompts(project: Project): Promise<ReadonlyMap<string, readonly string[]>> {
  const names = new Set([...promptFolders(project).flatMap(promptNames), ...Object.keys(promptAliases)]);
  const found = await Promise.all([...names].map(async (name) => [name, await unknownIn(project, name)] as const));
  return new Map(found.flatMap(([name, unknown]) => (unknown === undefined ? [] : [[name, unknown] as const])));
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
