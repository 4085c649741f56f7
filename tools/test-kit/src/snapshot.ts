import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { lstat, readdir, readFile, readlink } from "node:fs/promises";
import { join, relative, sep } from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);

/** What a user sees of a checkout; equal before and after whatever leaves it alone. */
export interface Snapshot {
  /** Mode and hash of every file, by path; of a link its target. */
  readonly files: Readonly<Record<string, string>>;
  readonly head: string;
  readonly index: string;
  readonly refs: string;
  readonly stash: string;
  readonly worktrees: string;
}

/** Folders of a `.chant` that hold runtime state, which is nobody's work. */
const runtime: ReadonlySet<string> = new Set([".locks", ".store", "logs", "processes", "tmp", ".worktrees"]);

/** Reads a checkout: files outside `.git` and chant's runtime folders, index, refs but chant's own, stash, worktrees. */
export async function snapshot(dir: string): Promise<Snapshot> {
  const git = (...args: string[]) => readGit(dir, args);
  const [head, index, refs, stash, worktrees] = await Promise.all([
    git("rev-parse", "--symbolic-full-name", "HEAD"),
    git("ls-files", "--stage", "-v"),
    git("for-each-ref", "--format=%(refname) %(objectname)"),
    git("stash", "list"),
    git("worktree", "list", "--porcelain"),
  ]);
  const kept = refs.split("\n").filter((ref) => !ref.startsWith("refs/chant/"));
  return { files: await hashFiles(dir), head, index, refs: kept.join("\n"), stash, worktrees };
}

async function hashFiles(dir: string): Promise<Record<string, string>> {
  const paths = await listFiles(dir);
  const entries = paths.map(async (path) => [relative(dir, path).split(sep).join("/"), await hashFile(path)] as const);
  return Object.fromEntries(await Promise.all(entries));
}

async function listFiles(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true });
  const inChant = folder.endsWith(`${sep}.chant`);
  const seen = entries.filter(({ name }) => name !== ".git" && !(inChant && runtime.has(name)));
  const nested = seen.map(async (entry) => {
    const path = join(folder, entry.name);
    return entry.isDirectory() ? listFiles(path) : [path];
  });
  return (await Promise.all(nested)).flat().sort();
}

async function hashFile(path: string): Promise<string> {
  const { mode } = await lstat(path);
  const isLink = (mode & 0o170000) === 0o120000;
  const content = isLink ? await readlink(path) : await readFile(path);
  return `${mode.toString(8)} ${createHash("sha256").update(content).digest("hex")}`;
}

async function readGit(dir: string, args: readonly string[]): Promise<string> {
  // Without the lock, looking does not refresh the index that is looked at.
  const env = { ...process.env, GIT_OPTIONAL_LOCKS: "0" };
  const { stdout } = await run("git", ["-C", dir, ...args], { env, maxBuffer: 256 * 1024 * 1024 });
  return stdout.trimEnd();
}
