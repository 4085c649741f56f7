import { appendFile, mkdir, readFile, realpath } from "node:fs/promises";
import { basename, join } from "node:path";
import { describe, expect, test } from "vitest";
import { expectNobodyAtIt, expectNothingLeft, statusOf } from "./invariants.ts";
import { envelope, fakeAgent, filesIn, type Result, type Scratch, type WorkResult } from "./create-scratch.ts";
import { scratch } from "./scratch.ts";

/** An agent that keeps its working folder and a copy of its prompt, and commits without naming chant. */
const recorder = (repo: Scratch) => [
  `pwd > '${join(repo.base, "cwd")}'`,
  `cp "$CHANT_PROMPT_FILE" '${join(repo.base, "prompt")}'`,
  "echo hello > hello.txt; tick; git add -A; git commit -qm 'say hello'",
];

async function resultIn(repo: Scratch, cwd: string, ...args: string[]): Promise<Result | undefined> {
  return envelope<WorkResult>(await repo.chantWith({ cwd }, ...args, "--json")).data.results[0];
}

async function recorded(repo: Scratch, name: string): Promise<string> {
  return (await readFile(join(repo.base, name), "utf8")).trimEnd();
}

describe("a project", () => {
  test("below the git root is worked on there, in the worktree too", async () => {
    const repo = await scratch({ folder: "packages/app" });
    await repo.agentScript(...recorder(repo));
    const id = await repo.spec("Write the greeting");

    const ran = await repo.result("work", id);

    expect(ran).toMatchObject({ code: 0, outcome: "completed", merged: true });
    expect(await recorded(repo, "cwd")).toMatch(/\/worktrees\/[^/]+\/packages\/app$/);
    expect(await repo.read("hello.txt")).toBe("hello\n");
    expect(await repo.git("ls-tree", "-r", "--name-only", "--full-tree", "main")).toContain(
      `packages/app/.chant/specs/${id}.md\npackages/app/.gitattributes\npackages/app/README.md\npackages/app/hello.txt\n`,
    );
    await expectNothingLeft(repo);
    const outside = await repo.chantWith({ cwd: join(repo.base, "repo") }, "list");
    expect(outside.stderr).toContain("error[CONFIG_NO_PROJECT]");
  });

  test("G6: is found from any folder inside it", async () => {
    const repo = await scratch();
    await repo.agentScript(...recorder(repo));
    const id = await repo.spec("Write the greeting");
    const inside = join(repo.root, "src/deep");
    await mkdir(inside, { recursive: true });
    expect(await resultIn(repo, inside, "work", id)).toMatchObject({ outcome: "completed", merged: true });
    expect(basename(await recorded(repo, "cwd"))).toMatch(new RegExp(`^${id}-`));
    expect(await filesIn(inside)).toEqual([]);
    await expectNothingLeft(repo);
  });

  test("whose path has spaces and other letters is worked, resumed, reset and merged like any", async () => {
    const repo = await scratch({ name: "mein Projekt – größer", agent: "exit-1-dirty" });
    const id = await repo.spec("Schreibe «Grüße»");
    expect(await repo.result("work", id)).toMatchObject({ code: 4, outcome: "failed" });
    expect((await repo.chant("reset", id)).code).toBe(0);
    expect(await repo.worktrees()).toEqual([]);
    await repo.agentScript("echo hi > 'Grüße an alle.txt'; tick; git add -A; commit work");
    await repo.write("Grüße an alle.txt", "mine\n");

    const ran = await repo.result("work", id);

    expect(ran).toMatchObject({ code: 5, reason: "checkout_dirty", files: ["Grüße an alle.txt"] });
    expect(await repo.read("Grüße an alle.txt")).toBe("mine\n");
    await repo.git("clean", "-qf");
    expect(await repo.result("merge", id)).toMatchObject({ code: 0, outcome: "completed", merged: true });
    expect(await repo.read("Grüße an alle.txt")).toBe("hi\n");
    await expectNothingLeft(repo);
  });
});

test("in a linked worktree of the user's, specs and target are that checkout's, and the main one stays as it is", async () => {
  const repo = await scratch();
  const linked = join(repo.base, "linked");
  const id = await repo.spec("Write the greeting");
  await repo.git("worktree", "add", "-q", "-b", "feature", linked);
  const before = [await repo.git("rev-parse", "main"), await repo.read(`.chant/specs/${id}.md`)];

  expect(await resultIn(repo, linked, "work", id)).toMatchObject({ outcome: "completed", merged: true });

  expect([await repo.git("rev-parse", "main"), await repo.read(`.chant/specs/${id}.md`)]).toEqual(before);
  expect(await repo.git("status", "--porcelain")).toBe("");
  expect(await repo.git("-C", linked, "status", "--porcelain")).toBe("");
  expect(await readFile(join(linked, `.chant/specs/${id}.md`), "utf8")).toMatch(/^status: completed$/m);
  expect(await readFile(join(linked, `work-${id}.txt`), "utf8")).toBe(`work of ${id}\n`);
  expect(await repo.worktrees()).toEqual([await realpath(linked)]);
  expect(await filesIn(join(repo.root, ".chant/logs", id))).toContain("1.json");
  expect(await filesIn(join(linked, ".chant"))).not.toContain("logs");
  await expectNobodyAtIt(repo);
});

/** Everything that git would show to others. */
async function published(repo: Scratch): Promise<string> {
  const history = await repo.git("log", "--all", "--name-only", "--format=%an %ae %cn %ce%n%B");
  return history + (await repo.git("for-each-ref")) + (await repo.git("status", "--porcelain"));
}

describe("with init --silent", () => {
  test("G5, W16: nothing in git tells of chant, and the spec is updated in place", async () => {
    const repo = await scratch({ initFlags: ["--silent"] });
    await repo.agentScript(...recorder(repo));
    const id = await repo.spec("Write the greeting");
    await repo.write("elsewhere.txt", "the target moves on\n");
    await repo.agentScript(`git -C '${repo.root}' commit -qm 'meanwhile' --allow-empty`, ...recorder(repo));
    await repo.git("add", "-A");
    await repo.git("commit", "-qm", "elsewhere");

    const ran = await repo.result("work", id);

    expect(ran).toMatchObject({ code: 0, outcome: "completed", merged: true });
    expect(await statusOf(repo, id)).toBe("completed");
    expect(await repo.read(`.chant/specs/${id}.md`)).toContain("- [x] It works");
    expect(await repo.read("hello.txt")).toBe("hello\n");
    expect(await repo.git("rev-list", "--merges", "--count", "main")).toBe("1\n");
    expect(await published(repo)).not.toMatch(/chant/i);
    expect(await recorded(repo, "prompt")).not.toMatch(/chant\(/);
    await expectNothingLeft(repo);
  });

  test("G5: a failed run, its resume and a reset leave no trace in git either", async () => {
    const repo = await scratch({ initFlags: ["--silent"], agent: "exit-1-dirty" });
    const id = await repo.spec("Write the greeting");
    const failed = await repo.result("work", id);
    expect(failed).toMatchObject({ code: 4, outcome: "failed" });
    expect(failed.branch).not.toMatch(/chant/);
    expect(await statusOf(repo, id)).toBe("failed");
    expect(await published(repo)).not.toMatch(/chant/i);
    await repo.agentScript(...recorder(repo));
    expect(await repo.result("resume", id, "--work")).toMatchObject({ code: 0, outcome: "completed", merged: true });
    expect(await repo.read("half-done.txt")).toBe("half\n");
    expect(await statusOf(repo, id)).toBe("completed");
    expect(await published(repo)).not.toMatch(/chant/i);
    await expectNothingLeft(repo);
  });
});

describe("with a .chant that git ignores", () => {
  test("what the user adds to the spec during the run and what the agent ticks both stay", async () => {
    const repo = await ignored();
    const id = await repo.spec("Write the greeting");
    const path = `.chant/specs/${id}.md`;
    await repo.agentScript(`printf '\\n## Notes\\n\\nBe kind.\\n' >> '${join(repo.root, path)}'`, ...recorder(repo));
    expect(await repo.result("work", id)).toMatchObject({ code: 0, outcome: "completed", merged: true });
    expect(await repo.read(path)).toMatch(/status: completed[^]*- \[x\] It works\n\n## Notes\n\nBe kind\.\n$/);
    await expectNothingLeft(repo);
  });

  test("a criterion that the user adds during the run keeps the spec open, and merge completes it when it is ticked", async () => {
    const repo = await ignored();
    const id = await repo.spec("Write the greeting");
    const path = `.chant/specs/${id}.md`;
    await repo.agentScript(`echo '- [ ] It is polite' >> '${join(repo.root, path)}'`, ...recorder(repo));
    expect(await repo.result("work", id)).toMatchObject({ code: 4, reason: "criteria_open", merged: false });
    expect(await statusOf(repo, id)).toBe("needs_attention");
    expect(await repo.read(path)).toMatch(/- \[x\] It works\n- \[ \] It is polite\n$/);
    await repo.write(path, (await repo.read(path)).replace("[ ]", "[x]"));
    expect(await repo.result("merge", id)).toMatchObject({ code: 0, outcome: "completed", merged: true });
    expect(await statusOf(repo, id)).toBe("completed");
    expect(await repo.read(path)).toMatch(/- \[x\] It works\n- \[x\] It is polite\n$/);
    await expectNothingLeft(repo);
  });
});

async function ignored(): Promise<Scratch> {
  const repo = await scratch({ initialised: false });
  await repo.git("init", "-q", "-b", "main");
  await repo.git("commit", "-q", "--allow-empty", "-m", "start");
  await appendFile(join(repo.root, ".git/info/exclude"), ".chant/\n");
  const agent = ["--provider", "command", "--command", `${fakeAgent} commit-spec-ticked`];
  expect((await repo.chant("init", "--minimal", ...agent)).code).toBe(0);
  expect(await repo.git("status", "--porcelain")).toBe("");
  return repo;
}

test("worktree.setup copies, links and runs, and nothing of it is committed or left", async () => {
  const repo = await scratch();
  await repo.agentScript(
    `cat .env modules/one built > '${join(repo.base, "seen")}'`,
    "change; tick; git add work-* .chant; commit work",
  );
  await repo.write(".env", "SECRET=1\n");
  await repo.write("modules/one", "module\n");
  await repo.write(".gitignore", "built\n");
  await repo.git("add", ".gitignore");
  await repo.git("commit", "-qm", "ignore what is built");
  await repo.configure("worktree", "setup:", "  copy: [.env]", "  link: [modules]", "  run: ['cat .env > built']");
  const id = await repo.spec("Write the greeting");

  expect(await repo.result("work", id)).toMatchObject({ code: 0, outcome: "completed", merged: true });

  expect(await recorded(repo, "seen")).toBe("SECRET=1\nmodule\nSECRET=1");
  expect(await repo.git("log", "--all", "--name-only", "--format=")).not.toMatch(/\.env|modules|built/);
  expect(await repo.read(".env")).toBe("SECRET=1\n");
  expect(await repo.read("modules/one")).toBe("module\n");
  expect(await repo.git("status", "--porcelain")).toBe("?? .env\n?? modules/\n");
  expect(await repo.worktrees()).toEqual([]);
});

test("what worktree.setup copied is not among the left-overs of a failed run, and reset removes it", async () => {
  const repo = await scratch({ agent: "exit-1-dirty" });
  await repo.write(".env", "SECRET=1\n");
  await repo.configure("worktree", "setup:", "  copy: [.env]");
  const id = await repo.spec("Write the greeting");
  expect(await repo.result("work", id)).toMatchObject({ code: 4, outcome: "failed" });
  expect(await repo.git("ls-tree", "--name-only", `chant/${id}`)).toMatch(/half-done\.txt/);
  expect(await repo.git("ls-tree", "--name-only", `chant/${id}`)).not.toMatch(/\.env/);
  expect((await repo.chant("reset", id)).code).toBe(0);
  expect(await repo.git("log", "--all", "--name-only", "--format=")).not.toMatch(/\.env/);
  expect(await repo.worktrees()).toEqual([]);
});

for (const [what, setup, says] of [
  ["takes longer than its time-out", ["  run: ['sleep 600']", "  timeout_s: 0.2"], /sleep 600.*0\.2 s/],
  ["fails", ["  run: ['echo no such thing >&2; exit 7']"], /code 7.*no such thing/],
  ["names a missing file", ["  copy: [.env]"], /\.env/],
] as const) {
  test(`W15: a worktree.setup that ${what} starts no agent and leaves the spec as it was`, async () => {
    const repo = await scratch();
    await repo.configure("worktree", "setup:", ...setup);
    const id = await repo.spec("Write the greeting");
    const ran = await repo.chant("work", id);
    expect(ran.code).toBe(4);
    expect(ran.stderr).toMatch(/error\[EXEC_SETUP_FAILED\]/);
    expect(ran.stderr).toMatch(says);
    expect(await statusOf(repo, id)).toBe("pending");
    await expectNothingLeft(repo);
  });
}
