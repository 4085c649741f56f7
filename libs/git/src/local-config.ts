import type { Repository } from "./repo.ts";
import { runGit } from "./run-git.ts";

/** Sets keys in the config of this clone alone. One git process a key. Throws GIT_LOCKED. */
export async function setLocalConfig(repository: Repository, values: Readonly<Record<string, string>>): Promise<void> {
  for (const [key, value] of Object.entries(values)) await runGit(repository.root, ["config", "--local", key, value]);
}

/** The value that git goes by for a key; undefined where it has none. One git process. */
export async function readConfigValue(repository: Repository, key: string): Promise<string | undefined> {
  const { stdout, exitCode } = await runGit(repository.root, ["config", "--get", key], { answers: [1] });
  return exitCode === 0 ? stdout.replace(/\n$/, "") : undefined;
}
