import { execa } from "execa";
import { expect, test } from "vitest";
import { cli, envelope } from "./create-scratch.ts";
import { scratch } from "./scratch.ts";

interface Failure {
  readonly ok: false;
  readonly error: { readonly code: string; readonly message: string; readonly fix: string; readonly details: object };
}

test("with --json success and failure are one envelope each on standard output, and nothing else is there", async () => {
  const repo = await scratch();
  const added = await repo.chant("add", "One", "--json");
  expect(added.code).toBe(0);
  expect(JSON.parse(added.stdout)).toMatchObject({ ok: true, data: { title: "One", committed: true } });
  expect(added.stderr).toBe("");
  const failed = await repo.chant("show", "nothing", "--json");
  expect(failed.code).toBe(2);
  const { ok, error } = JSON.parse(failed.stdout) as Failure;
  expect(ok).toBe(false);
  expect(error).toMatchObject({ code: "INPUT_SPEC_NOT_FOUND", fix: "chant list" });
  expect(failed.stderr).toBe("");
});

test("without it a failure is told on standard error with one thing to type next", async () => {
  const repo = await scratch();
  const { code, stdout, stderr } = await repo.chant("show", "nothing");
  expect([code, stdout]).toEqual([2, ""]);
  expect(stderr).toBe('error[INPUT_SPEC_NOT_FOUND]: There is no spec "nothing".\n  fix: chant list\n');
});

test("through npx a hint names the package, because plain chant is another one there", async () => {
  const repo = await scratch();
  const { stderr } = await repo.chantWith({ env: { npm_command: "exec" } }, "show", "nothing");
  expect(stderr).toContain("fix: npx @chant/cli list\n");
});

test.each([
  [["--version"], 0, /^chant \d+\.\d+\.\d+\n$/],
  [["--help"], 0, /^Usage: chant <command>/],
  [["help", "work"], 0, /^Usage: chant work \[flags\] \[ids\.\.\.\]/],
  [["work", "--help"], 0, /^Usage: chant work \[flags\] \[ids\.\.\.\]/],
  [["completion", "bash"], 0, /complete -F _chant chant/],
  [[], 2, /^Usage: chant <command>/],
])("chant %j prints its text and exits %i", async (args, code, text) => {
  const repo = await scratch({ initialised: false });
  const ran = await repo.chant(...args);
  expect(ran.code).toBe(code);
  expect(ran.stdout).toMatch(text);
});

test("--quiet prints errors only", async () => {
  const repo = await scratch();
  expect(await repo.chant("add", "One", "--quiet")).toEqual({ code: 0, stdout: "", stderr: "" });
  expect((await repo.chant("show", "nothing", "-q")).stderr).toContain("INPUT_SPEC_NOT_FOUND");
});

test("work --json prints its progress as one JSON event a line, then the envelope", async () => {
  const repo = await scratch();
  const ran = await repo.chant("work", await repo.spec("One"), "--json");
  const lines = ran.stdout.trimEnd().split("\n");
  const events = lines.slice(0, -1).map((line) => JSON.parse(line) as { type: string; phase?: string });
  const phases = events.filter((event) => event.type === "phase").map((event) => event.phase);
  expect(phases).toEqual(["branched", "running", "judged", "finalized", "merged", "cleaned"]);
  expect(envelope(ran)).toMatchObject({ ok: true, data: { results: [{ outcome: "completed", merged: true }] } });
});

test("a reader that goes away early is no failure", async () => {
  const repo = await scratch();
  await repo.spec("One");
  const ran = await execa("sh", ["-c", '"$0" "$1" list | true; echo done', process.execPath, cli], {
    cwd: repo.root,
    env: repo.env,
    extendEnv: false,
  });
  expect([ran.stdout, ran.stderr]).toEqual(["done", ""]);
});
