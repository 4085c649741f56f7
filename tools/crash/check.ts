import { join } from "node:path";
import { readFile } from "node:fs/promises";
import { setTimeout as delay } from "node:timers/promises";
import { survivors } from "../acceptance/invariants.ts";
import { filesIn } from "../acceptance/create-scratch.ts";
import { readJournal } from "./journal.ts";
import { essence, headerValue, observe, observeCheckout, type Observation } from "./observe.ts";
import { isWaiting, readRecords } from "./records.ts";
import type { Scenario } from "./scenarios.ts";
import type { Site } from "./site.ts";

/** What must hold, by name. */
export const rules = {
  measures: "an operation that nothing happens to does what it is for",
  recovers: "recover ends well, and another one changes nothing",
  commits: "no commit is lost",
  lines: "no line that an agent wrote is lost",
  specs: "every spec is as it was, or changed by the one known edit",
  status: "no spec is in progress with nobody at it, or completed without its commits in place",
  records: "nothing is recorded as going on, and no lock is left",
  agents: "two agents never work on one spec",
  processes: "no process is left",
  checkout: "the user's branch, index, files and stash are as they were",
  fsck: "git finds nothing missing or broken",
  goes_on: "every spec can be worked to its end",
} as const;

export type Rule = keyof typeof rules;

export interface Violation {
  readonly rule: Rule;
  readonly told: string;
}

/** What was there before anything went wrong, and what the operation does when nothing does. */
export interface Expected {
  readonly scenario: Scenario;
  readonly before: Observation;
  readonly oracle: Observation;
  /** Commits that were reachable at any time since. */
  readonly commits: ReadonlySet<string>;
}

type Check = (site: Site, expected: Expected, now: Observation) => Promise<readonly string[]> | readonly string[];

const checks: Readonly<Partial<Record<Rule, Check>>> = {
  commits: lostCommits,
  lines: lostLines,
  specs: changedSpecs,
  status: wrongStatus,
  records: leftRecords,
  agents: async (site) => (await readJournal(site)).overlaps,
  processes: leftProcesses,
  checkout: changedCheckout,
  fsck: brokenObjects,
};

/** Everything that does not hold in a repository that has been recovered. */
export async function check(site: Site, expected: Expected): Promise<Violation[]> {
  const now = await observe(site);
  const found = await Promise.all(
    Object.entries(checks).map(async ([rule, find]) =>
      (await find(site, expected, now)).map((told) => ({ rule: rule as Rule, told })),
    ),
  );
  return found.flat();
}

async function lostCommits(site: Site, { commits }: Expected, now: Observation): Promise<string[]> {
  const made = [...commits, ...(await readJournal(site)).commits];
  const lost = made.filter((commit) => !now.commits.has(commit));
  const told = await Promise.all(lost.map(async (commit) => ((await isUndoneStart(site, commit)) ? [] : [commit])));
  return Promise.all(told.flat().map(async (commit) => site.repo.git("log", "-1", "--format=%h %s", commit)));
}

/** A start that was taken back: it said nothing but that somebody began. */
async function isUndoneStart({ repo }: Site, commit: string): Promise<boolean> {
  const told = await repo.git("show", "--format=%s", "--numstat", commit);
  return /^chant: start (\S+)\n\n2\t1\t\.chant\/specs\/\1\.md\n$/.test(told);
}

/** In a tree that some ref reaches, in a worktree or in the checkout. */
async function lostLines(site: Site): Promise<string[]> {
  const { lines } = await readJournal(site);
  if (lines.length === 0) return [];
  const { repo } = site;
  const refs = (await repo.git("for-each-ref", "--format=%(refname)")).trim().split("\n");
  const kept = await Promise.all(refs.map((ref) => repo.git("grep", "-h", "", ref, "--", "lines-*").catch(() => "")));
  const folders = [repo.root, ...(await repo.worktrees())];
  const files = await Promise.all(folders.map(readLines));
  const there = new Set([...kept, ...files.flat()].join("\n").split("\n"));
  return lines.filter((line) => !there.has(line));
}

async function readLines(folder: string): Promise<string[]> {
  const names = (await filesIn(folder)).filter((name) => name.startsWith("lines-"));
  return Promise.all(names.map((name) => readFile(join(folder, name), "utf8")));
}

function changedSpecs(_: Site, { scenario, before, oracle }: Expected, now: Observation): string[] {
  const missing = [...before.specs.keys()].filter((name) => !now.specs.has(name) && oracle.specs.has(name));
  const gone = missing.map((name) => `${name} is gone`);
  const added = [...now.specs].filter(([name]) => !before.specs.has(name));
  const others = [...oracle.specs].filter(([name]) => !before.specs.has(name)).map(([, text]) => essence(text));
  const strange = added.filter(([, text]) => !others.includes(essence(text))).map(([name]) => `${name} is strange`);
  const changed = [...before.specs].flatMap(([name, text]) => {
    const [old, present] = [essence(text), essence(now.specs.get(name) ?? text)];
    const known = [old, essence(oracle.specs.get(name) ?? text)];
    return known.includes(present) || (scenario.appends && present.startsWith(old.trimEnd()))
      ? []
      : [`${name}:\n${present}`];
  });
  return [...gone, ...strange, ...changed];
}

const settled = ["pending", "completed", "paused", "failed", "needs_attention", "cancelled", "ready"];

async function wrongStatus({ repo }: Site, { scenario }: Expected, now: Observation): Promise<string[]> {
  // What was squashed is on main as another commit; the agent's own are kept, on their branch where that could not be removed.
  const kept = scenario.args.includes("--squash") ? ["--glob=refs/chant/backup", "--glob=refs/heads/chant"] : [];
  const main = new Set((await repo.git("rev-list", "main", ...kept)).split("\n"));
  return [...now.specs].flatMap(([name, text]) => {
    const status = headerValue(text, "status") ?? "";
    if (!settled.includes(status)) return [`${name} is ${status || "without status"}`];
    if (status !== "completed") return [];
    const commits = [...text.matchAll(/^ {2,4}- "?([0-9a-f]{40})"?$/gm)].map((match) => match[1] as string);
    if (isCompletedByMembers(name, now)) return [];
    const lacking = commits.length === 0 || !commits.every((commit) => main.has(commit)) || text.includes("- [ ]");
    return lacking ? [`${name} is completed without evidence:\n${text}`] : [];
  });
}

/** A driver without work of its own has no commits. */
function isCompletedByMembers(name: string, { specs }: Observation): boolean {
  const members = [...specs].filter(
    ([other]) => other.startsWith(`${name.slice(0, -".md".length)}.`) && other !== name,
  );
  return members.length > 0 && members.every(([, text]) => headerValue(text, "status") === "completed");
}

/** Says when everything was stopped. */
const stopMark = "stopped";

/** What waits for a merge is not going on. */
async function leftRecords(site: Site): Promise<string[]> {
  const folder = join(site.repo.root, ".chant");
  const [locks, files, records] = await Promise.all([
    filesIn(join(folder, ".locks")),
    filesIn(join(folder, "processes")),
    readRecords(site),
  ]);
  const waiting = records.filter(isWaiting).map(({ process_id: id }) => id);
  const known = [...waiting, stopMark];
  const strays = files.filter((name) => !known.some((id) => name.startsWith(id)));
  const twice = records.length - new Set(records.map(({ spec_id: id }) => id)).size;
  const several = twice > 0 ? [`${twice} specs have two records`] : [];
  return [...locks.map((name) => `lock ${name}`), ...strays.map((name) => `record ${name}`), ...several];
}

/** A process that is about to end has a moment for it. */
async function leftProcesses({ repo }: Site): Promise<string[]> {
  for (let tries = 0; tries < 20; tries++) {
    if ((await survivors(repo)).length === 0) return [];
    await delay(50);
  }
  return survivors(repo);
}

/** What an agent left in the user's checkout, where it was told to work, is there as well. */
async function changedCheckout(site: Site, { scenario, before }: Expected, now: Observation): Promise<string[]> {
  const own = scenario.in_place ? "lines-*" : scenario.makes;
  const checkout = own === undefined ? now.checkout : await observeCheckout(site, `:!${own}`);
  const parts = Object.keys(before.checkout).filter((part) => before.checkout[part] !== checkout[part]);
  return parts.map((part) => `${part}: ${before.checkout[part]} → ${checkout[part]}`);
}

async function brokenObjects({ repo }: Site): Promise<string[]> {
  const told = await repo.git("fsck", "--connectivity-only", "--no-dangling").catch((error: Error) => error.message);
  return /missing|broken|error|fatal/.test(told) ? [told] : [];
}
