import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { filesIn } from "../acceptance/create-scratch.ts";
import type { Site } from "./site.ts";

/** What a round looks at: the user's own things, the specs and everything that has been committed. */
export interface Observation {
  /** The user's branch, index, files and stash, in git's words; specs left out. */
  readonly checkout: Readonly<Record<string, string>>;
  /** Text of each spec by its file's name. */
  readonly specs: ReadonlyMap<string, string>;
  /** Commits that some ref reaches. */
  readonly commits: ReadonlySet<string>;
  readonly refs: string;
}

const users = ["--", ".", ":!.chant"];

/** Looks at a repository without changing anything. */
export async function observe(site: Site): Promise<Observation> {
  const { git } = site.repo;
  const [checkout, commits, refs, specs] = await Promise.all([
    observeCheckout(site),
    git("rev-list", "--all"),
    git("for-each-ref", "--format=%(refname) %(objectname)"),
    readSpecs(site),
  ]);
  return { checkout, specs, commits: new Set(commits.split("\n").filter(Boolean)), refs };
}

/** The user's branch, index, files and stash, without what a pathspec leaves out. */
export async function observeCheckout({ repo }: Site, ...without: string[]): Promise<Observation["checkout"]> {
  const paths = [...users, ...without];
  const [branch, status, diff, staged, stash, fresh] = await Promise.all([
    repo.git("symbolic-ref", "HEAD"),
    repo.git("status", "--porcelain", "-uall", ...paths),
    repo.git("diff", ...paths),
    repo.git("diff", "--cached", "--full-index", ...paths),
    repo.git("stash", "list", "--format=%H"),
    repo.read("new.txt").catch(() => "none"),
  ]);
  return { branch, status, diff, staged, stash, fresh };
}

/** A spec that is in the archive as well is the active one. */
async function readSpecs({ repo }: Site): Promise<ReadonlyMap<string, string>> {
  const archive = join(repo.root, ".chant/archive");
  const folders = [...(await filesIn(archive)).map((day) => join(archive, day)), join(repo.root, ".chant/specs")];
  const read = folders.map(async (folder) => {
    const names = (await filesIn(folder)).filter((name) => name.endsWith(".md")).sort();
    return Promise.all(names.map(async (name) => [name, await readFile(join(folder, name), "utf8")] as const));
  });
  return new Map((await Promise.all(read)).flat());
}

/** A value of a spec's header, as it stands there. */
export function headerValue(text: string, key: string): string | undefined {
  return new RegExp(`^${key}: (.+)$`, "m").exec(text.split("\n---\n")[0] ?? "")?.[1];
}

const volatile = /^(?:status|\w+_at|commits|model|cost|reason|error|waivers|approval):/;

/** The head of an entry of a discussion: when it was made. */
const entryTime = / \d{4}-\d{2}-\d{2} \d{2}:\d{2} - (?=[A-Z]+$)/gm;

/** A spec without what runs write into it: status, times, commits, and ticks of its criteria. */
export function essence(text: string): string {
  const [header = "", ...body] = text.split("\n---\n");
  let dropped = false;
  const kept = header.split("\n").filter((line) => {
    dropped = volatile.test(line) || (dropped && /^\s/.test(line));
    return !dropped;
  });
  return [kept.join("\n"), ...body].join("\n---\n").replaceAll("- [x]", "- [ ]").replaceAll(entryTime, " ");
}
