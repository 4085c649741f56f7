import { ChantError } from "@chant/core/errors";
import { revision } from "./ref.ts";
import type { Repository } from "./repo.ts";
import { runGit } from "./run-git.ts";

export interface TreeEntry {
  /** Relative to the top, with forward slashes. */
  readonly path: string;
  readonly mode: string;
  /** Undefined removes the path. */
  readonly blob: string | undefined;
}

export interface CommitOnTop {
  /** The only parent; undefined for a first commit. */
  readonly parent: string | undefined;
  readonly entries: readonly TreeEntry[];
  readonly message: string;
  readonly identities: Identities;
}

/**
 * Writes a commit that differs from its parent in some paths; no ref, index or work tree changes. One git process, where a
 * temporary index takes four one after the other.
 */
export async function writeCommit(repository: Repository, commit: CommitOnTop): Promise<string> {
  const stream = toStream(commit);
  // As for any commit of git's, its objects are not synced one by one.
  const args = ["-c", "core.fsync=none", "fast-import", "--quiet", "--done", "--date-format=raw"];
  const { stdout } = await runGit(repository.root, args, { input: stream });
  const hash = stdout.trim();
  return repository.sign ? signCommit(repository, hash, commit) : hash;
}

/** fast-import cannot sign: the same tree is committed once more. */
async function signCommit(repository: Repository, hash: string, { parent, message }: CommitOnTop): Promise<string> {
  const parents = parent === undefined ? [] : [parent];
  return commitTree(repository, { tree: `${hash}^{tree}`, parents, message });
}

export interface NewCommit {
  readonly tree: string;
  readonly parents: readonly string[];
  readonly message: string;
  /** Who wrote it and when, where that is not whoever commits now: git's variables. */
  readonly env?: Readonly<Record<string, string>>;
}

/** Writes a commit object for a tree; no ref moves. One git process. */
export async function commitTree(
  repository: Repository,
  { tree, parents, message, env = {} }: NewCommit,
): Promise<string> {
  const sign = repository.sign ? ["-S"] : [];
  const args = ["commit-tree", ...sign, ...parents.flatMap((parent) => ["-p", parent]), "-F", "-", tree];
  const { stdout } = await runGit(repository.root, args, { input: message, env });
  return stdout.trim();
}

/** As git writes them into commits: `Name <email> time zone`. */
export interface Identities {
  readonly author: string;
  readonly committer: string;
}

const known = new WeakMap<Repository, Promise<Identities>>();

/** Who commits here, now. Throws GIT_IDENTITY. Two git processes, the first time. */
export async function readIdentities(repository: Repository): Promise<Identities> {
  const dated = process.env["GIT_AUTHOR_DATE"] !== undefined || process.env["GIT_COMMITTER_DATE"] !== undefined;
  const first = dated ? undefined : known.get(repository);
  if (first === undefined) {
    const asked = askIdentities(repository);
    known.set(repository, asked);
    return asked;
  }
  const { author, committer } = await first;
  return { author: atPresent(author), committer: atPresent(committer) };
}

function atPresent(identity: string): string {
  return identity.replace(/\d+( [+-]\d+)$/, `${Math.floor(Date.now() / 1000)}$1`);
}

/** One by one: all of git's variables at once would hold a made-up person where git knows nobody. */
async function askIdentities(repository: Repository): Promise<Identities> {
  const names = ["GIT_AUTHOR_IDENT", "GIT_COMMITTER_IDENT"];
  const found = await Promise.all(names.map((name) => runGit(repository.root, ["var", name], { answers: [128] })));
  const [author = "", committer = ""] = found.map(({ stdout }) => stdout.trim());
  if (author !== "" && committer !== "") return { author, committer };
  const fix = 'git config --global user.email "you@example.com"';
  throw new ChantError("GIT_IDENTITY", "Git does not know who you are, so it cannot commit.", { fix });
}

/** See git-fast-import(1). The ref is reset in the same stream, so it is never written. */
function toStream({ parent, entries, message, identities }: CommitOnTop): string {
  return [
    "commit refs/chant/unwritten",
    "mark :1",
    `author ${identities.author}`,
    `committer ${identities.committer}`,
    `data ${Buffer.byteLength(message)}`,
    message,
    ...(parent === undefined ? [] : [`from ${revision(parent)}`]),
    ...entries.map(toLine),
    "",
    "reset refs/chant/unwritten",
    "get-mark :1",
    "done",
    "",
  ].join("\n");
}

function toLine({ path, mode, blob }: TreeEntry): string {
  return blob === undefined ? `D ${quoted(path)}` : `M ${mode} ${blob} ${quoted(path)}`;
}

function quoted(path: string): string {
  return `"${path.replaceAll("\\", "\\\\").replaceAll('"', '\\"').replaceAll("\n", "\\n")}"`;
}
