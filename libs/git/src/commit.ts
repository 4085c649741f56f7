import { randomBytes } from "node:crypto";
import { copyFile, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { whenUnlocked } from "./git-lock.ts";
import { readRefs, refError, revision, updateRefs } from "./ref.ts";
import type { Repository } from "./repo.ts";
import { runGit } from "./run-git.ts";
import { listWorktrees } from "./worktree.ts";
import { commitTree, readIdentities, writeCommit, type TreeEntry } from "./write-commit.ts";

export interface FileChange {
  /** Relative to the top, with forward slashes. */
  readonly path: string;
  /** The file's text, or bytes, as it lies in a work tree; undefined deletes it. */
  readonly content: string | Uint8Array | undefined;
}

export interface FileCommit {
  /** Short name. */
  readonly branch: string;
  readonly files: readonly FileChange[];
  readonly message: string;
  /** Commit to build on where the branch does not exist yet; without it the branch starts with this commit. */
  readonly from?: string;
  /** Top of the work tree that has the branch checked out, undefined for none; looked up when left out. */
  readonly checkout?: string | undefined;
}

export interface Committed {
  readonly commit: string;
  /** The tip before; the same when there was nothing to commit. */
  readonly previous: string | undefined;
}

/**
 * Commits exactly some files onto a branch, whatever else is staged, edited or being merged, without hooks. Where the branch
 * is checked out, that index gets the entries first and then the ref moves; the other order would make the user's next
 * commit undo the files. Files in the work tree are not written. Throws GIT_REF_MOVED, GIT_IDENTITY.
 */
export async function commitFiles(repository: Repository, request: FileCommit): Promise<Committed> {
  const { branch, files, message, from } = request;
  const ref = revision(`refs/heads/${branch}`);
  const [refs, checkout, identities, likely, ...blobs] = await Promise.all([
    readRefs(repository, [ref]),
    "checkout" in request ? request.checkout : findCheckout(repository, branch),
    readIdentities(repository),
    listFiles(repository, from ?? ref, files),
    ...files.map((file) => writeBlob(repository, file)),
  ]);
  const tip = refs.get(ref);
  const entries = await entriesOn(repository, { tip, from, wanted: { files, blobs }, likely });
  if (tip !== undefined && entries.length === 0) return { commit: tip, previous: tip };
  const commit = await writeCommit(repository, { parent: tip ?? from, entries, message, identities });
  if (checkout !== undefined) await updateIndex(checkout, entries.map(toIndexInfo));
  await updateRefs(repository, [{ ref, new: commit, old: tip }]);
  return { commit, previous: tip };
}

async function findCheckout(repository: Repository, branch: string): Promise<string | undefined> {
  const worktrees = await listWorktrees(repository);
  return worktrees.find((worktree) => worktree.branch === branch && !worktree.prunable)?.path;
}

interface Wanted {
  readonly files: readonly FileChange[];
  readonly blobs: readonly (string | undefined)[];
}

type Present = ReadonlyMap<string, { readonly mode: string; readonly blob: string }>;

interface Guess {
  readonly tip: string | undefined;
  readonly from: string | undefined;
  readonly wanted: Wanted;
  /** What lies on `from`, else on the branch, read beside the ref. */
  readonly likely: Present;
}

/** The guess is right unless the branch was there already or moved in between; only then is it read again. */
async function entriesOn(repository: Repository, { tip, from, wanted, likely }: Guess): Promise<TreeEntry[]> {
  const guessed = toEntries({ ...wanted, present: likely });
  if (tip === undefined || (from === undefined && guessed.length > 0)) return guessed;
  return toEntries({ ...wanted, present: await listFiles(repository, tip, wanted.files) });
}

/** What differs from what is there. A file keeps its mode. */
function toEntries({ files, blobs, present }: Wanted & { readonly present: Present }): TreeEntry[] {
  return files.flatMap(({ path }, index) => {
    const [blob, old] = [blobs[index], present.get(path)];
    return blob === old?.blob ? [] : [{ path, blob, mode: old?.mode ?? "100644" }];
  });
}

/** One git process. */
async function listFiles(repository: Repository, commit: string, files: readonly FileChange[]): Promise<Present> {
  const paths = files.map(({ path }) => path);
  const args = ["--literal-pathspecs", "ls-tree", "-z", "--full-tree", revision(commit), "--", ...paths];
  const { stdout } = await runGit(repository.root, args, { answers: [128] });
  const lines = [...stdout.matchAll(/(\d+) blob ([0-9a-f]+)\t([^\0]+)\0/g)];
  return new Map(lines.map(([, mode = "", blob = "", path = ""]) => [path, { mode, blob }]));
}

/** Writes a file's blob as `git add` would; undefined for a file that is to go. One git process. */
async function writeBlob(repository: Repository, { path, content }: FileChange): Promise<string | undefined> {
  if (content === undefined) return undefined;
  const args = ["hash-object", "-w", "--stdin", "--path", path];
  const { stdout } = await runGit(repository.root, args, { input: content });
  return stdout.trim();
}

/** A line for `update-index --index-info`. */
function toIndexInfo({ path, mode, blob }: TreeEntry): string {
  return blob === undefined ? `0 ${"0".repeat(40)}\t${path}` : `${mode} ${blob}\t${path}`;
}

/** The tree of another one with some entries set. */
async function treeWith(repository: Repository, base: string, entries: readonly string[]): Promise<string> {
  return withIndex(repository, async (env) => {
    await runGit(repository.root, ["read-tree", revision(base)], { env });
    await runGit(repository.root, ["update-index", "-z", "--index-info"], { env, input: nulEnded(entries) });
    const { stdout } = await runGit(repository.root, ["write-tree"], { env });
    return stdout.trim();
  });
}

/** A tree like another one with the content of some files replaced. */
export async function rewriteTree(repository: Repository, tree: string, files: readonly FileChange[]): Promise<string> {
  return treeWith(repository, tree, await toIndexEntries(repository, files));
}

/** Lines for `update-index --index-info` that set some files; their blobs are written. */
export async function toIndexEntries(repository: Repository, files: readonly FileChange[]): Promise<string[]> {
  const blobs = await Promise.all(files.map((file) => writeBlob(repository, file)));
  return files.map(({ path }, index) => toIndexInfo({ path, mode: "100644", blob: blobs[index] }));
}

/** Sets entries in the index of a work tree, waiting for whoever holds it. */
export async function updateIndex(checkout: string, entries: readonly string[]): Promise<void> {
  await whenUnlocked(() => runGit(checkout, ["update-index", "-z", "--index-info"], { input: nulEnded(entries) }));
}

function nulEnded(entries: readonly string[]): string {
  return entries.map((entry) => `${entry}\0`).join("");
}

/** Runs git commands on an index of their own, which is gone afterwards. */
export async function withIndex<T>(
  repository: Repository,
  run: (env: Record<string, string>) => Promise<T>,
): Promise<T> {
  const file = join(repository.gitDir, `chant-index-${randomBytes(6).toString("hex")}`);
  try {
    return await run({ GIT_INDEX_FILE: file });
  } finally {
    await Promise.all([rm(file, { force: true }), rm(`${file}.lock`, { force: true })]);
  }
}

export interface Leftovers {
  readonly message: string;
  /** Paths that are not to be committed. */
  readonly exclude: readonly string[];
}

/**
 * Commits everything uncommitted in a work tree that nobody works in any more, ignored files left out, onto whatever it has
 * checked out. Gives undefined when there is nothing. A lock that a killed git left behind does not stand in the way.
 */
export async function commitLeftovers(
  worktree: Repository,
  { message, exclude }: Leftovers,
): Promise<string | undefined> {
  const index = join(worktree.gitDir, "index");
  const file = join(worktree.gitDir, `chant-index-${randomBytes(6).toString("hex")}`);
  const env = { GIT_INDEX_FILE: file };
  try {
    await copyFile(index, file).catch(() => undefined);
    const excluded = exclude.map((path) => `:(top,exclude,literal)${path}`);
    await runGit(worktree.root, ["add", "-A", "--", ":(top)", ...excluded], { env });
    // One that somebody staged before is in the index all the same.
    const unwanted = exclude.map((path) => `:(top,literal)${path}`);
    if (unwanted.length > 0) await runGit(worktree.root, ["reset", "-q", "HEAD", "--", ...unwanted], { env });
    const [tip = "", before] = (await runGit(worktree.root, ["rev-parse", "HEAD", "HEAD^{tree}"])).stdout.split("\n");
    const tree = (await runGit(worktree.root, ["write-tree"], { env })).stdout.trim();
    if (tree === before) return undefined;
    const commit = await commitTree(worktree, { tree, parents: [tip], message });
    await rm(`${index}.lock`, { force: true });
    await rename(file, index);
    await moveHead(worktree, commit, tip);
    return commit;
  } finally {
    await Promise.all([rm(file, { force: true }), rm(`${file}.lock`, { force: true })]);
  }
}

async function moveHead(worktree: Repository, commit: string, old: string): Promise<void> {
  try {
    await runGit(worktree.root, ["update-ref", "HEAD", commit, old]);
  } catch (error) {
    throw refError("HEAD", error);
  }
}
