import { expect, test } from "vitest";
import { failsOn, startedAgents, workAll } from "./dispatch.ts";
import { specId, writeSpecs } from "./hazard-specs.ts";
import { expectNothingLeft, reachable, stateOf, statusOf } from "./invariants.ts";
import { scratch } from "./scratch.ts";

const [one, two] = [1, 2].map(specId) as [string, string];

test("in place an agent works in the checkout, on its branch, and nothing is left but its commits", async () => {
  const repo = await scratch();
  await writeSpecs(repo, 2);
  await repo.agentScript("pwd > ../where", 'echo "${CHANT_WORKTREE-none}" >> ../where', ...failsOn(repo));

  expect(await repo.result("work", one, "--in-place")).toMatchObject({ code: 0, outcome: "completed", merged: true });

  expect(await repo.read("../where")).toBe(`${repo.root}\nnone\n`);
  expect(await repo.read(`work-${one}.txt`)).toContain(one);
  expect(await statusOf(repo, one)).toBe("completed");
  expect(await repo.git("log", "-2", "--format=%s")).toBe(`chant: finalize ${one}\nchant(${one}): work\n`);
  await expectNothingLeft(repo);
  expect(await workAll(repo, "--chain", "--in-place")).toMatchObject({ code: 0, summary: { completed: 1 } });
  await expectNothingLeft(repo);
});

test.each([
  ["an edit", (name: string) => [`README.md`, `# ${name}\n`]],
  ["a new file", (name: string) => [`${name}.txt`, "mine\n"]],
] as const)("in place nothing starts where %s of the user's would be mixed in", async (_, change) => {
  const repo = await scratch();
  await writeSpecs(repo, 1);
  const [path, text] = change("mine") as [string, string];
  await repo.write(path, text);
  const before = await stateOf(repo);
  expect(await repo.result("work", one, "--in-place")).toMatchObject({ code: 3, error: "STATE_CHECKOUT_DIRTY" });
  expect(await stateOf(repo)).toEqual(before);
  expect((await repo.chant("work", "--parallel", "--in-place")).stderr).toContain("INPUT_INVALID");
});

test("what a failing agent leaves in place is nobody's to commit or to remove, and the branch stays", async () => {
  const repo = await scratch();
  await writeSpecs(repo, 2);
  await repo.agentScript("git commit -q --allow-empty -m part", ...failsOn(repo, one));
  expect(await repo.result("work", one, "--in-place")).toMatchObject({ code: 4, outcome: "failed" });
  expect(await statusOf(repo, one)).toBe("failed");
  expect(await repo.git("status", "--porcelain")).toBe("?? half.txt\n");
  const commits = await reachable(repo);
  expect((await repo.chant("reset", one, "--yes")).code).toBe(0);
  expect(await repo.git("symbolic-ref", "HEAD")).toBe("refs/heads/main\n");
  expect(await repo.read("half.txt")).toBe("half\n");
  for (const commit of commits) expect(await reachable(repo)).toContain(commit);
  expect(await repo.result("work", two)).toMatchObject({ code: 0, outcome: "completed" });
  expect(await startedAgents(repo)).toEqual([one, two]);
  expect(await repo.git("status", "--porcelain")).toBe("?? half.txt\n");
});

test("in place recover settles what died and leaves everything where it is", async () => {
  const repo = await scratch();
  await writeSpecs(repo, 1);
  await repo.agentScript("echo half > half.txt", "exit 1");
  const ran = await repo.chantWith({ env: { CHANT_CRASH_AT: "running:after" } }, "work", one, "--in-place");
  expect(ran.code).not.toBe(0);
  expect((await repo.chant("recover", "--yes")).code).toBe(0);
  expect(await statusOf(repo, one)).toBe("failed");
  expect(await repo.git("status", "--porcelain")).toBe("?? half.txt\n");
  expect(await repo.git("symbolic-ref", "HEAD")).toBe("refs/heads/main\n");
});
