import { chmod, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { setTimeout as delay } from "node:timers/promises";
import { execa } from "execa";
import { survivors } from "../acceptance/invariants.ts";
import { readJournal } from "./journal.ts";
import type { Site } from "./site.ts";

/** Ids of the specs that every round has. */
export const specIds = {
  a: "2026-01-01-001-aaa",
  b: "2026-01-01-002-bbb",
  c: "2026-01-01-003-ccc",
  d: "2026-01-01-004-ddd",
} as const;

/** Ids of the members that the first spec has where it is a driver. */
export const memberIds = [`${specIds.a}.1`, `${specIds.a}.2`] as const;

/** How the agent goes about it: fast or slow, to a good end or not. */
type AgentMode = "fast" | "slow" | "fail" | "unticked";

/** States of a repository, each made from another one by what a user would do. */
const givens = {
  empty: { from: undefined, make: makeEmpty },
  fresh: { from: "empty", make: makeFresh },
  old: { from: "fresh", make: makeOld },
  derived: { from: "fresh", make: makeDerived },
  "cut off": { from: "fresh", make: (site: Site) => crash(site, "agent:ended") },
  paused: { from: "fresh", make: makePaused },
  stopped: { from: "fresh", make: makeStopped },
  failed: { from: "fresh", make: (site: Site) => work(site, "fail") },
  unticked: { from: "fresh", make: makeUnticked },
  completed: { from: "fresh", make: (site: Site) => work(site, "fast") },
  locked: { from: "fresh", make: (site: Site) => crash(site, "locked") },
  unmerged: { from: "fresh", make: (site: Site) => work(site, "fast", "--no-merge") },
  conflicting: { from: "unmerged", make: makeConflicting },
  shared: { from: "fresh", make: makeShared },
  "shared failed": { from: "shared", make: (site: Site) => work(site, "fail") },
  clean: { from: "empty", make: makeProject },
  "cut off in place": { from: "clean", make: (site: Site) => crash(site, "agent:ended", "--in-place") },
  driver: { from: "empty", make: makeDriver },
  "member unmerged": { from: "driver", make: makeMemberUnmerged },
  silent: { from: "empty", make: makeSilent },
  "silent failed": { from: "silent", make: (site: Site) => work(site, "fail") },
  "silent unmerged": { from: "silent", make: (site: Site) => work(site, "fast", "--no-merge") },
  "silent cut off": { from: "silent", make: (site: Site) => crash(site, "agent:ended") },
} as const satisfies Record<string, { from: string | undefined; make: (site: Site) => Promise<void> }>;

export type Given = keyof typeof givens;

/** Puts the repository of a site into a state; each state is made once and copied from then on. */
export async function restore(site: Site, given: Given): Promise<void> {
  const kept = join(site.store, given.replaceAll(" ", "-"));
  const known = await readFile(join(kept, "agent")).catch(() => undefined);
  if (known === undefined) {
    const { from, make } = givens[given];
    await (from === undefined ? clear(site) : restore(site, from));
    await make(site);
    await useAgent(site, "fast");
    await mkdir(site.store, { recursive: true });
    await execa("cp", ["-a", site.repo.base, kept]);
    return;
  }
  await clear(site);
  await execa("cp", ["-a", `${kept}/.`, site.repo.base]);
}

/** What the next agents do; `slow` ones are there long enough for something to be done to them. */
export async function useAgent({ repo }: Site, mode: AgentMode): Promise<void> {
  await writeFile(join(repo.base, "agent"), `0.01 ${mode}\n`);
}

/** Starts work on some specs, and waits until their agents have written their first lines. */
export async function startWork(site: Site, ...ids: string[]) {
  await useAgent(site, "slow");
  const several = ids.length > 1 ? ["--parallel"] : [];
  const run = site.start({}, "work", ...several, ...ids, "--json");
  let ended = false;
  void run.then(() => (ended = true));
  for (let wrote = new Set<string>(); !ended && ids.some((id) => !wrote.has(id)); await delay(10))
    wrote = new Set((await readJournal(site)).lines.map((line) => line.split(" ")[0] as string));
  // Alone it would be waited for.
  return { run };
}

async function clear({ repo }: Site): Promise<void> {
  for (const line of await survivors(repo)) kill(Number.parseInt(line));
  await rm(repo.base, { recursive: true, force: true, maxRetries: 5 });
  for (const path of [repo.root, join(repo.base, "home"), join(repo.base, "tmp")])
    await mkdir(path, { recursive: true });
}

function kill(pid: number): void {
  try {
    process.kill(pid, "SIGKILL");
  } catch {
    // It is gone by itself.
  }
}

async function makeEmpty({ repo }: Site): Promise<void> {
  await repo.git("init", "-q", "-b", "main", "--template=");
  for (const name of ["README.md", "staged.txt", "both.txt", "stashed.txt"]) await repo.write(name, `${name}: one\n`);
  await repo.git("add", "-A");
  await repo.git("commit", "-qm", "start");
  await repo.write("../journal", "");
  await repo.write("../editor", '#!/bin/sh\necho "More of it." >> "$1"\n');
  await chmod(join(repo.base, "editor"), 0o755);
}

const agent = fileURLToPath(new URL("../../tools/crash/agent.sh", import.meta.url));

async function makeFresh(site: Site): Promise<void> {
  await makeProject(site);
  await editAsUser(site);
}

/** Nothing of the user's is in the way. */
async function makeProject(site: Site): Promise<void> {
  await setUpProject(site);
  await site.repo.git("add", "-A", ".chant");
  await site.repo.git("commit", "-qm", "specs");
}

/** Git knows nothing of it. */
async function makeSilent(site: Site): Promise<void> {
  await setUpProject(site, "--silent");
  await editAsUser(site);
}

async function setUpProject(site: Site, ...flags: string[]): Promise<void> {
  const { repo } = site;
  await site.expectDone("init", "--minimal", "--provider", "command", "--command", agent, ...flags);
  const config = (await repo.read(".chant/config.md")).replace("\nagent:\n", "\nagent:\n  grace_ms: 300\n");
  await repo.write(".chant/config.md", config);
  for (const [letter, id] of Object.entries(specIds)) await repo.write(specPath(id), specText(letter));
}

/** Two members carry the work of the first spec, which has no criteria of its own. */
async function makeDriver(site: Site): Promise<void> {
  await makeProject(site);
  const { repo } = site;
  await repo.write(specPath(specIds.a), specText("a").replace(/## Acceptance[^]*$/, ""));
  for (const id of memberIds) await repo.write(specPath(id), specText(id.slice(-1)));
  await repo.git("add", "-A", ".chant");
  await repo.git("commit", "-qm", "members");
  await editAsUser(site);
}

/** With a remote that is kept in step. */
async function makeShared({ repo }: Site): Promise<void> {
  const remote = join(repo.base, "remote.git");
  await repo.git("clone", "-q", "--bare", repo.root, remote);
  await repo.git("remote", "add", "origin", remote);
  const config = (await repo.read(".chant/config.md")).replace("---\n", "---\ngit:\n  push: {timeout_s: 20}\n");
  await repo.write(".chant/config.md", config);
  await repo.git("commit", "-qm", "a remote", "--", ".chant/config.md");
}

/** The user wrote where the agent did. */
async function makeConflicting({ repo }: Site): Promise<void> {
  const file = `lines-${specIds.a}.txt`;
  await repo.write(file, "a line of the user\n");
  await repo.git("add", file);
  await repo.git("commit", "-qm", "a line", "--", file);
}

async function makeMemberUnmerged(site: Site): Promise<void> {
  const [first, second] = memberIds;
  await useAgent(site, "fast");
  await site.chant("work", first);
  await site.chant("work", second, "--no-merge");
}

function specPath(id: string): string {
  return join(".chant", "specs", `${id}.md`);
}

function specText(letter: string): string {
  const criteria = "## Acceptance Criteria\n\n- [ ] It is written\n- [ ] It is read";
  return `---\ntype: code\nstatus: pending\n---\n\n# Write the letter ${letter}\n\nAs it was wanted.\n\n${criteria}\n`;
}

/** Something in the stash, staged, unstaged, both, new, and an edit of a spec. */
async function editAsUser({ repo }: Site): Promise<void> {
  await repo.write("stashed.txt", "stashed\n");
  await repo.git("stash", "-q");
  for (const name of ["staged.txt", "both.txt"]) await repo.write(name, "two\n");
  await repo.git("add", "staged.txt", "both.txt");
  await repo.write("both.txt", "three\n");
  await repo.write("README.md", "# Mine\n");
  await repo.write("new.txt", "new\n");
  await repo.write(specPath(specIds.d), `${await repo.read(specPath(specIds.d))}\nA thought of the user.\n`);
}

async function makeDerived({ repo }: Site): Promise<void> {
  const derived = ["enterprise:", "  derived:", "    century: {from: path, pattern: 'specs/(..)'}", ""].join("\n");
  await repo.write(".chant/config.md", (await repo.read(".chant/config.md")).replace("---\n", `---\n${derived}`));
  await repo.git("commit", "-qm", "a rule", "--", ".chant/config.md");
}

async function makeOld({ repo }: Site): Promise<void> {
  const old = (await repo.read(specPath(specIds.c))).replace("status: pending", "status: ready\ndepends: [x-1]");
  await repo.write(specPath(specIds.c), old);
  await repo.git("commit", "-qm", "as it once was", "--", specPath(specIds.c));
}

async function work(site: Site, mode: AgentMode, ...flags: string[]): Promise<void> {
  await useAgent(site, mode);
  await site.chant("work", specIds.a, ...flags);
}

async function crash(site: Site, at: string, ...flags: string[]): Promise<void> {
  await useAgent(site, "fast");
  await site.start({ CHANT_CRASH_AT: at }, "work", specIds.a, ...flags);
}

async function makePaused(site: Site): Promise<void> {
  const { run } = await startWork(site, specIds.a);
  await site.expectDone("pause", specIds.a, "--yes");
  await run;
}

async function makeStopped(site: Site): Promise<void> {
  const { run } = await startWork(site, specIds.a, specIds.d);
  await site.expectDone("stop");
  await run;
}

/** The agent left the criteria open; the user ticks and commits them on its branch. */
async function makeUnticked(site: Site): Promise<void> {
  await work(site, "unticked");
  const [worktree = ""] = await site.repo.worktrees();
  const path = join(worktree, specPath(specIds.a));
  await writeFile(path, (await readFile(path, "utf8")).replaceAll("- [ ]", "- [x]"));
  await site.repo.git("-C", worktree, "commit", "-qam", "ticked");
}
