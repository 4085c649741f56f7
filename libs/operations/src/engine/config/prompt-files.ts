import { createHash } from "node:crypto";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { stateOf, toStamp } from "../../kernel/stamp.ts";
import type { Project } from "../../kernel/project.ts";
import { bundledPrompts } from "./assets.ts";

/** The folders that prompts are looked for in: the project's, and what chant brings. */
export function promptFolders({ paths }: Project): readonly string[] {
  return [paths.prompts, bundledPrompts()];
}

/** The names of the prompts in a folder. */
export function promptNames(folder: string): string[] {
  try {
    const files = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((name) => name.endsWith(".md"));
    return files.map((name) => name.slice(0, -".md".length).replaceAll("\\", "/"));
  } catch {
    return [];
  }
}

/**
 * What tells the prompts of a project from those of another day without reading them; undefined while one of them may change
 * without a trace.
 */
export function promptsState(project: Project): string | undefined {
  const files = promptFolders(project).flatMap((folder) =>
    promptNames(folder).map((name) => join(folder, `${name}.md`)),
  );
  const states = files.map((file) => [file, stateOf(file, true)] as const);
  if (states.some(([, state]) => state === undefined)) return undefined;
  const stamps = JSON.stringify(states.map(([file, state]) => [file, state && toStamp(state)]));
  return createHash("sha256").update(stamps).digest("base64url");
}
