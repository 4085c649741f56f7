import { mkdir, readFile, rm, stat, symlink, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { execa } from "execa";
import { expect, test } from "vitest";
import { specId, writeSpec } from "./hazard-specs.ts";
import { stateOf } from "./invariants.ts";
import { cli, filesIn, type Scratch } from "./create-scratch.ts";
import { scratch } from "./scratch.ts";

/** A spec written by hand, with any header and title. */
async function odd(repo: Scratch, header: string, title = "Odd"): Promise<string> {
  const path = `.chant/specs/${specId(1)}.md`;
  await repo.write(
    path,
    `---\nstatus: pending\n${header}---\n\n# ${title}\n\n## Acceptance Criteria\n\n- [ ] It works\n`,
  );
  await repo.git("add", "-A");
  await repo.git("commit", "-qm", "odd");
  return specId(1);
}

test("V1: an id, prompt or template that is a path reads and changes nothing", async () => {
  const repo = await scratch();
  await writeSpec(repo, 1);
  await repo.write("../secret.md", "---\nstatus: pending\n---\n\n# Canary\n");
  const before = await stateOf(repo);
  const names = ["../../../secret", "..\\secret", join(repo.base, "secret"), "C:x", "x".repeat(5_000)];
  for (const [at, name] of names.entries()) {
    const commands = [["show"], ["work"], ["template", "show"], ["edit"], ["deps"]];
    const words = [...(commands[at] as string[]), name];
    const ran = await repo.chant(...words);
    expect([words, ran.code]).toEqual([words, 2]);
    expect(ran.stdout).not.toContain("Canary");
  }
  expect((await repo.chant("show", "../../../secret", "--raw")).code).toBe(2);
  expect((await repo.chant("work", specId(1), "--prompt", "../../../secret")).stderr).toContain("PROMPT_NOT_FOUND");
  expect((await repo.chant("add", "x", "--group", "../../../secret")).code).toBe(2);
  expect(await stateOf(repo)).toEqual(before);
});

test("V1: worktree.setup neither copies from beside the checkout nor links to there", async () => {
  for (const kind of ["copy", "link"]) {
    const repo = await scratch();
    await repo.write("../secret", "canary");
    await repo.configure("worktree", "setup:", `  ${kind}: [../secret]`);
    const id = await writeSpec(repo, 1);
    expect(await repo.result("work", id)).toMatchObject({ code: 4, error: "EXEC_SETUP_FAILED" });
    expect(await repo.worktrees()).toEqual([]);
  }
});

test("V2: what looks like an option of git is a value, wherever it stands", async () => {
  const repo = await scratch();
  const canary = join(repo.base, "canary");
  await repo.write("-rf", "kept\n");
  await repo.write("--output=x", "kept\n");
  const lists = ["target_files", "context", "tracks", "labels"].map((key) => `${key}: ["--output=x", "-rf"]\n`);
  const id = await odd(repo, `branch: --output=${canary}\n${lists.join("")}`);
  for (const target of [`--output=${canary}`, "refs/../x"]) {
    const ran = await repo.result("work", id, `--target=${target}`);
    expect([target, ran.code, ran.error]).toEqual([target, 5, "GIT_REF_INVALID"]);
  }
  await repo.configure("defaults", `branch_prefix: --output=${canary}`);
  expect(await repo.result("work", id)).toMatchObject({ code: 5, error: "GIT_REF_INVALID" });
  await repo.configure("defaults", "branch_prefix: chant/");
  await repo.git("checkout", "-q", "HEAD~2", "--", ".chant/config.md");
  await repo.git("commit", "-qm", "as before");
  expect(await repo.result("work", id)).toMatchObject({ code: 0, outcome: "completed", merged: true });
  await repo.chant("activity");
  await repo.chant("list", "--created-by", `--output=${canary}`);
  expect(await filesIn(repo.base)).not.toContain("canary");
  expect([await repo.read("-rf"), await repo.read("--output=x")]).toEqual(["kept\n", "kept\n"]);
});

test("V3: text of a spec, a path and a user's name never reach a shell", async () => {
  const repo = await scratch({ name: "it's $(touch canary) ; touch canary &" });
  const evil = "$(touch canary) `touch canary` ; touch canary & \"|' \\";
  await repo.git("config", "user.name", "$(touch canary)");
  const { data } = await repo.json<{ data: { id: string } }>("add", evil, "--label", evil);
  const id = data.id;
  await repo.write(`${evil.replaceAll("/", "")}.txt`, "");
  await repo.git("add", "-A");
  await repo.git("commit", "-qm", evil);
  expect(await repo.result("work", id)).toMatchObject({ code: 0, outcome: "completed", merged: true });
  for (const words of [["show", id], ["activity"], ["lint"], ["search", evil]])
    expect([0, 1], words.join(" ")).toContain((await repo.chant(...words)).code);
  const found = await execa("find", [repo.base, "-name", "canary"]);
  expect(found.stdout).toBe("");
});

/** An agent that keeps its environment where the test can read it; chant's log would redact it. */
const keepsEnvironment = (repo: Scratch) => [`env > '${repo.base}/env'`, "change; tick; git add -A; commit work"];

test("V5: an agent gets the secrets that the config names and no others; its permission is shown", async () => {
  const repo = await scratch();
  await repo.agentScript(...keepsEnvironment(repo));
  const secrets = {
    AWS_SECRET_ACCESS_KEY: "aws-canary-0123",
    GITHUB_TOKEN: "gh-canary-0123",
    OPENAI_API_KEY: "oa-canary",
  };
  const works = async (number: number) => {
    const id = await writeSpec(repo, number);
    const ran = await repo.chantWith({ env: secrets }, "work", id);
    expect(ran.code, ran.stderr).toBe(0);
    expect(ran.stdout + ran.stderr).toContain("full permission");
    return readFile(join(repo.base, "env"), "utf8");
  };
  expect(await works(1)).not.toMatch(/canary/);
  await repo.configure("agent", "env: [AWS_SECRET_ACCESS_KEY]");
  const allowed = await works(2);
  expect(allowed).toContain("AWS_SECRET_ACCESS_KEY=aws-canary-0123");
  expect(allowed).not.toMatch(/gh-canary|oa-canary/);
  expect((await repo.chant("status")).stdout).toContain("full permission");
});

test("V6: links lead neither a reset nor a run to what lies outside", async () => {
  const repo = await scratch();
  const outside = join(repo.base, "outside");
  await mkdir(join(outside, "logs"), { recursive: true });
  await writeFile(join(outside, "canary"), "canary");
  await writeFile(join(outside, "logs/canary"), "canary");
  await symlink(join(outside, "logs"), join(repo.root, ".chant/logs"));
  await repo.agentScript(`ln -s '${outside}' link; ln -s '${outside}/canary' 'half done'; exit 1`);
  const id = await writeSpec(repo, 1);
  expect(await repo.result("work", id)).toMatchObject({ code: 4, outcome: "failed" });
  expect((await repo.chant("reset", id)).code).toBe(0);
  expect(await repo.worktrees()).toEqual([]);
  expect(await readFile(join(outside, "canary"), "utf8")).toBe("canary");
  expect(await readFile(join(outside, "logs/canary"), "utf8")).toBe("canary");
});

test("V8: a secret that an agent prints is in no log, record, spec, commit or answer", async () => {
  const repo = await scratch();
  const token = ["ghp", "kT9vQ2mXw7Lr4Zs8Nb1Yc6Hd3Fg5Jp0aUe2W"].join("_");
  const env = { MY_PASSWORD: "value-of-a-password" };
  const says = `echo "it is ${token} and value-of-a-password"; echo "again ${token}" >&2`;
  await repo.agentScript(says, "[ -e second ] || { git status > /dev/null; exit 1; }");
  const id = await writeSpec(repo, 1);
  const ran = [await repo.chantWith({ env }, "work", id, "--json"), await repo.chant("log", id, "--no-follow")];
  expect(ran[1]?.stdout).toContain("[redacted]");
  const told = ran.map(({ stdout, stderr }) => stdout + stderr).join("\n");
  const { stdout: files } = await execa("grep", ["-rlE", `${token}|value-of-a-password`, ".chant", ".git"], {
    cwd: repo.root,
    reject: false,
  });
  const commits = await repo.git("log", "--all", "-p");
  expect([told.includes(token), told.includes("value-of-a-password"), files]).toEqual([false, false, ""]);
  expect(commits).not.toContain(token);
  expect(await repo.git("status", "--porcelain", "--untracked-files=all")).toBe("");
});

test("V9: under any umask, what a run writes outside the checkout and about itself is its owner's only", async () => {
  const repo = await scratch();
  const modes = join(repo.base, "modes");
  await repo.agentScript(
    `for path in "$CHANT_PROMPT_FILE" "$(dirname "$CHANT_PROMPT_FILE")" .. ../..; do ls -ld "$path"; done > '${modes}'`,
    "change; tick; git add -A; commit work",
  );
  const id = await writeSpec(repo, 1);
  await rm(join(repo.base, "state"), { recursive: true, force: true });
  await repo.chant("config", "trust");
  const run = ["-c", 'umask 000; exec "$@"', "sh", process.execPath, cli, "work", id];
  await execa("sh", run, { cwd: repo.root, env: repo.env, extendEnv: false });
  const shown = (await readFile(modes, "utf8")).trim().split("\n");
  expect(shown.map((line) => line.slice(0, 10))).toEqual(["-rw-------", "drwx------", "drwx------", "drwx------"]);
  const logs = join(repo.root, ".chant/logs", id);
  const paths = [logs, dirname(logs), ...["1.log", "1.jsonl", "1.json"].map((name) => join(logs, name))];
  for (const path of paths) expect([path, (await stat(path)).mode & 0o077]).toEqual([path, 0]);
});

test("V11: the commands of a clone are run when somebody here has trusted them, and never by what only reads", async () => {
  const repo = await scratch();
  const canary = join(repo.base, "canary");
  await repo.write("evil.sh", `#!/bin/sh\n: > '${canary}'\n`);
  await execa("chmod", ["+x", join(repo.root, "evil.sh")]);
  await repo.chant("init", "--minimal", "--command", "./evil.sh");
  await repo.configure("worktree", "setup:", `  run: ["./evil.sh"]`);
  const id = await writeSpec(repo, 1);
  const clone = join(repo.base, "clone");
  await repo.git("clone", "-q", repo.root, clone);
  const there = { cwd: clone };
  for (const words of [["list"], ["lint"], ["config", "--validate"], ["add", "x"]])
    await repo.chantWith(there, ...words);
  for (const flags of [[], ["--provider", "claude"]]) {
    const ran = await repo.chantWith(there, "work", id, ...flags);
    expect([flags, ran.code, ran.stderr]).toEqual([flags, 2, expect.stringContaining("CONFIG_UNTRUSTED")]);
  }
  expect(await filesIn(repo.base)).not.toContain("canary");
  await repo.chantWith(there, "config", "trust");
  await repo.chantWith(there, "work", id);
  expect(await filesIn(repo.base)).toContain("canary");
});

test("V14: nothing that a spec or an agent says reaches the terminal as a control, nor a spreadsheet as a formula", async () => {
  const repo = await scratch();
  const [escape, bell] = ["\u001b", "\u0007"];
  const said = `${escape}]0;title${bell}${escape}[2Jcleared \u202ebackwards`;
  await repo.agentScript(`printf '%s\\n' '${said}'`, "change; tick; git add -A; commit work");
  const id = await odd(repo, `labels: ["=cmd()", "\\e[31m"]\n`, `=HYPERLINK("x") ${said}`);
  const lines = [["list"], ["show", id], ["work", id], ["log", id, "--no-follow"], ["dag"], ["status"]];
  for (const words of lines) {
    const { stdout, stderr } = await repo.chantWith({ env: { FORCE_COLOR: "0" } }, ...words);
    expect([words, /[\u0007\u001b\u202e]/.test(stdout + stderr)]).toEqual([words, false]);
  }
  expect((await repo.chant("export", "--format", "csv", "--fields", "title")).stdout).toMatch(/^"?'=HYPERLINK/m);
});
