import { appendFile, mkdir, readFile, stat } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";
import { ChantError, isChantError } from "@chant/core/errors";
import { runGit } from "./run-git.ts";

/** A repository as seen from one of its work trees. */
export interface Repository {
  /** Top folder of this work tree. */
  readonly root: string;
  /** Git folder of this work tree. */
  readonly gitDir: string;
  /** Git folder that all work trees share. */
  readonly commonDir: string;
  /** Top folder of the main work tree. */
  readonly mainRoot: string;
  /** Whether commits made through this value are signed. */
  readonly sign: boolean;
}

/** Opens the repository around a folder. Throws GIT_NOT_REPOSITORY, GIT_NOT_INSTALLED. One git process. */
export async function openRepository(folder: string, { sign = false } = {}): Promise<Repository> {
  await requireFolder(folder);
  try {
    const { stdout } = await runGit(folder, ["rev-parse", "--show-toplevel", "--absolute-git-dir", "--git-common-dir"]);
    const [root = "", gitDir = "", common = ""] = stdout.split("\n");
    const commonDir = resolve(folder, common);
    return { root, gitDir, commonDir, mainRoot: basename(commonDir) === ".git" ? dirname(commonDir) : root, sign };
  } catch (error) {
    if (!isChantError(error) || error.code !== "GIT_FAILED") throw error;
    throw new ChantError("GIT_NOT_REPOSITORY", `${folder} is not in a git work tree.`, {
      fix: "git init",
      cause: error,
    });
  }
}

/** One of a repository's other work trees, by its top folder. Throws GIT_NOT_REPOSITORY. No git process. */
export async function openWorktree(repository: Repository, root: string): Promise<Repository> {
  const text = await readFile(join(root, ".git"), "utf8").catch((cause: unknown) => {
    throw new ChantError("GIT_NOT_REPOSITORY", `${root} is not a work tree.`, { fix: "git worktree list", cause });
  });
  return { ...repository, root, gitDir: resolve(root, text.replace(/^gitdir: /, "").trim()) };
}

async function requireFolder(folder: string): Promise<void> {
  const entry = await stat(folder).catch(() => undefined);
  if (entry?.isDirectory()) return;
  throw new ChantError("GIT_NOT_REPOSITORY", `${folder} is not a folder.`, { fix: "git init" });
}

/** The installed version. Throws GIT_TOO_OLD when it is older than the one needed. One git process. */
export async function requireGitVersion(repository: Repository, minimum = "2.38"): Promise<string> {
  const { stdout } = await runGit(repository.root, ["version"]);
  const version = /(\d+\.\d+(?:\.\d+)?)/.exec(stdout)?.[1] ?? "0.0";
  if (isAtLeast(version, minimum)) return version;
  const message = `git ${version} is installed; chant needs ${minimum} or newer to merge without touching your checkout.`;
  throw new ChantError("GIT_TOO_OLD", message, { fix: "git --version", details: { version, minimum } });
}

function isAtLeast(version: string, minimum: string): boolean {
  const [major = 0, minor = 0] = version.split(".").map(Number);
  const [wantedMajor = 0, wantedMinor = 0] = minimum.split(".").map(Number);
  return major > wantedMajor || (major === wantedMajor && minor >= wantedMinor);
}

const operations = [
  ["rebase-merge", "rebase"],
  ["rebase-apply", "rebase"],
  ["MERGE_HEAD", "merge"],
  ["CHERRY_PICK_HEAD", "cherry-pick"],
  ["REVERT_HEAD", "revert"],
  ["BISECT_LOG", "bisect"],
] as const;

/** What the user is in the middle of in this work tree; undefined when nothing. No git process. */
export async function operationInProgress(repository: Repository): Promise<(typeof operations)[number][1] | undefined> {
  for (const [name, operation] of operations) {
    const found = await stat(join(repository.gitDir, name)).then(
      () => true,
      () => false,
    );
    if (found) return operation;
  }
  return undefined;
}

/** Who commits here. Throws GIT_IDENTITY. One git process. */
export async function readIdentity(repository: Repository): Promise<{ readonly name: string; readonly email: string }> {
  try {
    const { stdout } = await runGit(repository.root, ["var", "GIT_COMMITTER_IDENT"]);
    const match = /^(.*) <(.*)> \d+ [+-]\d+$/m.exec(stdout);
    return { name: match?.[1] ?? "", email: match?.[2] ?? "" };
  } catch (error) {
    if (!isChantError(error) || error.code !== "GIT_FAILED") throw error;
    const fix = 'git config --global user.email "you@example.com"';
    throw new ChantError("GIT_IDENTITY", "Git does not know who you are, so it cannot commit.", { fix, cause: error });
  }
}

/** Keeps a pattern out of `git status` in this clone only. No git process. */
export async function excludeLocally(repository: Repository, pattern: string): Promise<void> {
  const file = join(repository.commonDir, "info", "exclude");
  const text = await readFile(file, "utf8").catch(() => "");
  if (text.split("\n").includes(pattern)) return;
  await mkdir(dirname(file), { recursive: true });
  await appendFile(file, `${text === "" || text.endsWith("\n") ? "" : "\n"}${pattern}\n`);
}
