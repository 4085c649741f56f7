import type { Repository } from "./repo.ts";
import { runGit } from "./run-git.ts";

/** A commit as a log tells it. */
export interface LoggedCommit {
  /** Full hash. */
  readonly hash: string;
  readonly author_name: string;
  readonly author_email: string;
  /** When it was committed: what git orders and limits by. */
  readonly at: Date;
  readonly subject: string;
}

/** What a commit did to one file. */
export interface BlobChange {
  readonly path: string;
  /** Hash of the file's text before; undefined for a new file. */
  readonly old: string | undefined;
  /** Hash of its text after; undefined for one that is gone. */
  readonly new: string | undefined;
}

/** A commit with what it did to the files of some folders; a merge did nothing itself. */
export interface FolderCommit extends LoggedCommit {
  readonly changes: readonly BlobChange[];
}

export interface FolderLog {
  readonly folders: readonly string[];
  /** Only commits from then on. */
  readonly since?: Date | undefined;
}

export interface LogPage extends FolderLog {
  readonly skip: number;
  readonly count: number;
}

/** All commits of the history of what is checked out that changed files in some folders, newest first. Two git processes. */
export async function logFolders(repository: Repository, log: FolderLog): Promise<FolderCommit[]> {
  const commits = await readLog(repository, { ...log, skip: 0, count: -1 });
  return commits.filter(({ changes }) => changes.length > 0);
}

/**
 * A page of the history of what is checked out, newest first: every commit, with what it changed in some folders. Two git
 * processes: a log that is limited to folders compares every tree twice.
 */
export async function readLog(repository: Repository, { folders, ...page }: LogPage): Promise<FolderCommit[]> {
  const commits = await listLog(repository, page);
  const changes = await changesIn(repository, { commits, folders });
  return commits.map((commit) => ({ ...commit, changes: changes.get(commit.hash) ?? [] }));
}

/** A repository without commits has an empty log. */
async function listLog(
  repository: Repository,
  { since, skip, count }: Omit<LogPage, "folders">,
): Promise<LoggedCommit[]> {
  const from = since === undefined ? [] : [`--since=${since.toISOString()}`];
  const shape = ["--no-show-signature", "--format=%H%x1f%an%x1f%ae%x1f%ct%x1f%s"];
  const args = ["log", "-z", ...shape, `--skip=${skip}`, `--max-count=${count}`, ...from, "HEAD"];
  const { stdout, exitCode } = await runGit(repository.root, args, { answers: [128] });
  return exitCode === 0 ? stdout.split("\0").flatMap((record) => toCommit(record) ?? []) : [];
}

function toCommit(record: string): LoggedCommit | undefined {
  const [hash = "", author_name = "", author_email = "", at = "", ...subject] = record.split("\x1f");
  if (hash === "") return undefined;
  return { hash, author_name, author_email, at: new Date(Number(at) * 1000), subject: subject.join("\x1f") };
}

interface Compared {
  readonly commits: readonly LoggedCommit[];
  readonly folders: readonly string[];
}

async function changesIn(repository: Repository, { commits, folders }: Compared): Promise<Map<string, BlobChange[]>> {
  if (commits.length === 0) return new Map();
  const input = commits.map(({ hash }) => `${hash}\n`).join("");
  const shape = ["--stdin", "--root", "-r", "-z", "--raw", "--no-abbrev", "--no-renames"];
  const limit = folders.map((folder) => `:(top,literal)${folder}`);
  const { stdout } = await runGit(repository.root, ["diff-tree", ...shape, "--", ...limit], { input });
  return toChanges(stdout.split("\0"));
}

/** A commit's hash, then for each file a line of modes and hashes, and its path. */
function toChanges(tokens: readonly string[]): Map<string, BlobChange[]> {
  const changes = new Map<string, BlobChange[]>();
  let current: BlobChange[] = [];
  for (let index = 0; index < tokens.length; index++) {
    const token = tokens[index] ?? "";
    const [, old, fresh] = /^:\d+ \d+ ([0-9a-f]+) ([0-9a-f]+) [A-Z]$/.exec(token) ?? [];
    if (old === undefined) changes.set(token, (current = []));
    else current.push({ path: tokens[++index] ?? "", old: presentHash(old), new: presentHash(fresh) });
  }
  return changes;
}

function presentHash(hash = ""): string | undefined {
  return /^0+$/.test(hash) ? undefined : hash;
}

/** Every path that some commit of any ref added and that fits one of some glob patterns. One git process. */
export async function listAddedPaths(repository: Repository, globs: readonly string[]): Promise<string[]> {
  const shape = ["--all", "--no-show-signature", "--diff-filter=A", "--name-only", "--no-renames", "--full-history"];
  const limit = globs.map((glob) => `:(top,glob)${glob}`);
  const { stdout } = await runGit(repository.root, ["log", "-z", ...shape, "--format=", "--", ...limit]);
  return [...new Set(stdout.split("\0").filter(Boolean))];
}

/** Whether somebody with a name or address that holds a text wrote a commit that some ref reaches, in any case. One git process. */
export async function isKnownAuthor(repository: Repository, text: string): Promise<boolean> {
  const shape = ["--all", "--no-show-signature", "--max-count=1", "--format=%H"];
  const args = ["log", ...shape, "--regexp-ignore-case", "--fixed-strings", `--author=${text}`];
  return (await runGit(repository.root, args)).stdout !== "";
}
