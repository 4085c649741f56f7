import { existsSync } from "node:fs";
import { rm } from "node:fs/promises";
import { delimiter, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { execa } from "execa";
import { expect, onTestFinished, test } from "vitest";
import { survivors } from "./invariants.ts";
import { endSurvivors, untilStarted } from "./meanwhile.ts";
import { filesIn } from "./create-scratch.ts";
import { scratch } from "./scratch.ts";

const rig = fileURLToPath(new URL("../../../shared/rig/mock-model.mjs", import.meta.url));
const claude = [
  process.env["CLAUDE_CLI"],
  ...(process.env["PATH"] ?? "").split(delimiter).map((dir) => join(dir, "claude")),
]
  .filter((path) => path !== undefined)
  .find((path) => existsSync(path));
const runnable = claude !== undefined && existsSync(rig);

if (!runnable)
  console.warn("skipped: the Claude Code CLI (PATH or CLAUDE_CLI) and ../shared/rig are needed for its test");

/** Starts the scripted model on a free port of the loopback. */
function startModel(script: string, log: string): Promise<string> {
  const model = execa(process.execPath, [rig, "--port", "0", "--script", script, "--log", log], { reject: false });
  onTestFinished(() => void model.kill());
  return new Promise((resolve, reject) => {
    model.stdout.on("data", (chunk: Buffer) => {
      const url = /http:\/\/127\.0\.0\.1:\d+/.exec(chunk.toString())?.[0];
      if (url !== undefined) resolve(url);
    });
    model.on("exit", () => reject(new Error("the scripted model ended")));
  });
}

/** A repository that the real CLI works in, against a model that plays these turns, and where its requests are logged. */
async function withModel(turns: readonly object[]) {
  const repo = await scratch({ initFlags: ["--model", "claude-sonnet-4-5"] });
  await repo.chant("init", "--minimal", "--provider", "claude");
  const [script, log] = [join(repo.base, "turns.json"), join(repo.base, "requests.jsonl")];
  await repo.write("../turns.json", JSON.stringify(turns));
  const env = {
    PATH: `${dirname(claude as string)}${delimiter}${repo.env["PATH"] ?? ""}`,
    ANTHROPIC_BASE_URL: await startModel(script, log),
    ANTHROPIC_API_KEY: "test",
    IS_SANDBOX: "1",
    CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC: "1",
  };
  return { repo, env };
}

const bash = (text: string, command: string) => ({
  text,
  tool: { name: "Bash", input: { command, description: "work" } },
});

const finish =
  "sed -i 's/- \\[ \\]/- [x]/' .chant/specs/*.md && echo whole > whole.txt && git add -A && git commit -qm work";

for (const [title, forgets] of [
  ["a paused run goes on in the session of the real CLI", false],
  ["where the real CLI does not know the session any more, the run begins anew", true],
] as const) {
  test.skipIf(!runnable)(title, async () => {
    // One that begins anew hears the first turn again.
    const hang = "test -e $TMPDIR/../go.started || { echo half > half.txt; : > $TMPDIR/../go.started; sleep 600; }";
    const { repo, env } = await withModel([bash("On my way.", hang), bash("Going on.", finish), { text: "Done." }]);
    const id = await repo.spec("Write the greeting");
    endSurvivors(repo);
    const run = repo.start({ env }, "work", id, "--json");
    await untilStarted(repo);
    expect(await repo.result("pause", id)).toMatchObject({ code: 0, outcome: "paused" });
    await run;
    if (forgets) await rm(join(repo.base, "home/.claude/projects"), { recursive: true });

    const ran = await repo.chantWith({ env }, "resume", id, "--work", "--json");

    expect(ran.code, ran.stdout + ran.stderr).toBe(0);
    const requests = (await repo.read("../requests.jsonl")).trim().split("\n");
    // In its session the model hears what it said before, and in a new one its first words again.
    expect(requests.filter((request) => !request.includes("On my way."))).toHaveLength(forgets ? 2 : 1);
    expect(ran.stdout.includes("begins anew")).toBe(forgets);
    expect(await repo.read("whole.txt")).toBe("whole\n");
    expect(await repo.read("half.txt")).toBe("half\n");
    expect(await survivors(repo)).toEqual([]);
  });
}

test.skipIf(!runnable)("the real Claude Code CLI takes a spec from pending to completed and merged", async () => {
  const repo = await scratch({ initFlags: ["--model", "claude-sonnet-4-5"] });
  await repo.chant("init", "--minimal", "--provider", "claude");
  const id = await repo.spec("Write the greeting", ["hello.txt says hello", "It is committed"]);
  const script = join(repo.base, "turns.json");
  const command = [
    "echo hello > hello.txt",
    `sed -i 's/- \\[ \\]/- [x]/' .chant/specs/${id}.md`,
    "git add -A",
    `git commit -qm 'chant(${id}): write the greeting'`,
  ].join(" && ");
  const turns = [
    { text: "On it.", tool: { name: "Bash", input: { command, description: "work" } } },
    { text: "Done." },
  ];
  await repo.write("../turns.json", JSON.stringify(turns));
  const url = await startModel(script, join(repo.base, "requests.jsonl"));
  const env = {
    PATH: `${dirname(claude as string)}${delimiter}${repo.env["PATH"] ?? ""}`,
    ANTHROPIC_BASE_URL: url,
    ANTHROPIC_API_KEY: "test",
    IS_SANDBOX: "1",
    CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC: "1",
  };

  const ran = await repo.chantWith({ env }, "work", id, "--json");

  expect(ran.code, ran.stdout + ran.stderr).toBe(0);
  const { data } = JSON.parse(ran.stdout.trim().split("\n").at(-1) ?? "") as {
    data: {
      results: { outcome: string; merged: boolean; model: string; cost: number; usage: { input_tokens: number } }[];
    };
  };
  expect(data.results[0]).toMatchObject({ outcome: "completed", merged: true, model: "claude-sonnet-4-5" });
  expect(data.results[0]?.usage.input_tokens).toBeGreaterThan(0);
  expect(data.results[0]?.cost).toBeGreaterThan(0);
  const text = await repo.read(`.chant/specs/${id}.md`);
  expect(text).toMatch(/^status: completed$/m);
  expect(text).toMatch(/^model: claude-sonnet-4-5$/m);
  expect(text).toMatch(/^cost: 0\.\d+$/m);
  expect(text).not.toContain("- [ ]");
  expect(await repo.read("hello.txt")).toBe("hello\n");
  expect(await repo.git("status", "--porcelain")).toBe("");
  expect(await repo.worktrees()).toEqual([]);
  expect(await repo.git("for-each-ref", "refs/heads", "--format=%(refname)")).toBe("refs/heads/main\n");
  expect(await filesIn(join(repo.root, ".chant/.locks"))).toEqual([]);
  expect(await survivors(repo)).toEqual([]);
});
