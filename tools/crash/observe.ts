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
  const [branch, status, diff, staged, stash, fresh, commits, refs, specs] = await Promise.all([
    git("symbolic-ref", "HEAD"),
    git("status", "--porcelain", "-uall", ...users),
    git("diff", ...users),
    git("diff", "--cached", "--full-index", ...users),
    git("stash", "list", "--format=%H"),
    site.repo.read("new.txt").catch(() => "none"),
    git("rev-list", "--all"),
    git("for-each-ref", "--format=%(refname) %(objectname)"),
    readSpecs(site),
  ]);
  return {
    checkout: { branch, status, diff, staged, stash, fresh },
    specs,
    commits: new Set(commits.split("\n").filter(Boolean)),
    refs,
  };
}

async function readSpecs({ repo }: Site): Promise<ReadonlyMap<string, string>> {
  const folder = join(repo.root, ".chant/specs");
  const names = (await filesIn(folder)).filter((name) => name.endsWith(".md")).sort();
  return new Map(
    await Promise.all(names.map(async (name) => [name, await readFile(join(folder, name), "utf8")] as const)),
  );
}

/** A value of a spec's header, as it stands there. */
export function headerValue(text: string, key: string): string | undefined {
  return new RegExp(`^${key}: (.+)$`, "m").exec(text.split("\n---\n")[0] ?? "")?.[1];
}

const volatile = /^(?:status|\w+_at|commits|model|cost|reason|error|waivers|approval):/;

/** A spec without what runs write into it: status, times, commits, and ticks of its criteria. */
export function essence(text: string): string {
  const [header = "", ...body] = text.split("\n---\n");
  let dropped = false;
  const kept = header.split("\n").filter((line) => {
    dropped = volatile.test(line) || (dropped && /^\s/.test(line));
    return !dropped;
  });
  return [kept.join("\n"), ...body].join("\n---\n").replaceAll("- [x]", "- [ ]");
}
