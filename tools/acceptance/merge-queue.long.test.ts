import { expect, test } from "vitest";
import type { Scratch, WorkResult } from "./create-scratch.ts";
import { expectNothingLeft, statusOf } from "./invariants.ts";
import { scratch } from "./scratch.ts";

const branches = 40;
const processes = 8;

test(
  "M12: 40 branches merged by 8 processes while a person commits to the target: all land, once, and nothing is lost",
  { timeout: 600_000 },
  async () => {
    const repo = await scratch();
    const ids = Array.from({ length: branches }, (_, number) => `2026-01-01-${String(number).padStart(3, "0")}-abc`);
    for (const id of ids)
      await repo.write(
        `.chant/specs/${id}.md`,
        `---\nstatus: pending\n---\n\n# Letter\n\n## Acceptance Criteria\n\n- [ ] Done\n`,
      );
    await repo.git("add", "-A");
    await repo.git("commit", "-qm", "specs");
    const worked = await repo.chant("work", "--parallel", "8", "--no-merge", ...ids);
    expect(worked.code, worked.stderr + worked.stdout).toBe(0);
    const tips = await Promise.all(ids.map((id) => repo.git("rev-parse", `chant/${id}`)));
    const base = (await repo.git("rev-parse", "main")).trim();

    let done = false;
    const person = commitUntil(repo, () => done);
    const shares = Array.from({ length: processes }, (_, at) => ids.filter((_, index) => index % processes === at));
    const merges = await Promise.all(shares.map((share) => repo.json<WorkResult>("merge", ...share)));
    done = true;
    const commits = await person;
    const results = merges.flatMap(({ data }) => data.results);
    expect(
      results.map(({ outcome, merged, message }) => [outcome, merged, message]).filter(([, merged]) => !merged),
    ).toEqual([]);
    expect(results).toHaveLength(branches);
    for (const id of ids) expect(await statusOf(repo, id)).toBe("completed");
    for (const tip of tips) await repo.git("merge-base", "--is-ancestor", tip.trim(), "main");
    const subjects = (await repo.git("log", "--format=%s", `${base}..main`)).split("\n");
    for (const id of ids)
      expect(subjects.filter((subject) => subject.includes(`merge ${id}`)).length).toBeLessThanOrEqual(1);
    expect(commits.length).toBeGreaterThan(0);
    for (const commit of commits) expect(subjects.filter((subject) => subject === commit)).toHaveLength(1);
    expect((await repo.read("README.md")).split("\n").filter((line) => line.startsWith("person"))).toEqual(commits);
    await expectForwardOnly(repo);
    await expectNothingLeft(repo);
  },
);

/** A person who commits in the checkout after every merge that they see, and tries again where git is busy. */
async function commitUntil(repo: Scratch, isOver: () => boolean): Promise<string[]> {
  const made: string[] = [];
  let seen = "";
  while (!isOver()) {
    const tip = await repo.git("rev-parse", "main");
    if (tip === seen) continue;
    const subject = `person ${made.length}`;
    await repo.write("README.md", [...made, subject, ""].join("\n"));
    while (!(await commitReadme(repo, subject)));
    made.push(subject);
    seen = await repo.git("rev-parse", "main");
  }
  return made;
}

async function commitReadme(repo: Scratch, subject: string): Promise<boolean> {
  return repo.git("commit", "-qm", subject, "--", "README.md").then(
    () => true,
    () => false,
  );
}

/** Every position of the branch is an ancestor of the next. */
async function expectForwardOnly(repo: Scratch): Promise<void> {
  const positions = (await repo.git("reflog", "--format=%H", "main")).trim().split("\n").reverse();
  for (const [at, position] of positions.slice(1).entries())
    await repo.git("merge-base", "--is-ancestor", positions[at] as string, position);
}
