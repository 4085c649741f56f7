import { mkdir, readdir, readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { testDir, type Tree } from "@chant/test-kit";
import { expect, onTestFinished, test, vi } from "vitest";
import { attachAgent, forbidAgent } from "./attach-agent.ts";
import { groupMembers, stopGroup } from "./process-group.ts";
import { processState } from "./process.ts";
import { launchAgent, type Launch } from "./run-process.ts";

const env = { PATH: process.env["PATH"] ?? "" };

/** A folder for runs; whatever a launch starts is ended with the test. */
async function folder(tree: Tree = {}) {
  const { path } = await testDir(tree, onTestFinished);
  const directory = join(path, "run");
  await mkdir(directory);
  const launch = async (script: string, change: Partial<Launch> = {}) => {
    const args = ["-c", script];
    const agent = await launchAgent({ program: "/bin/sh", args, cwd: path, env, directory, ...change });
    onTestFinished(async () => void (await stopGroup(agent.identity, { grace_ms: 0 })));
    return agent;
  };
  const read = (name: string) => readFile(join(directory, name), "utf8");
  return { path, directory, launch, read };
}

const patiently = { timeout: 60_000, interval: 5 };

test.each([0, 1, 3, 64, 125, 255])("the exit code %i is kept", async (code) => {
  const { launch, directory, read } = await folder();
  const agent = await launch(`exit ${code}`);
  expect(await agent.exited).toEqual({ code });
  expect(await read("exit")).toBe(`${code}\n`);
  expect(await processState(agent.identity)).toBe("gone");
  expect((await readdir(directory)).sort()).toEqual(["exit", "pid", "stderr", "stdout"]);
});

test("an end by a signal is its number and 128", async () => {
  const { launch } = await folder();
  expect(await (await launch("kill -KILL $$")).exited).toEqual({ code: 137 });
});

test("a program that does not exist or cannot be run has the shell's exit code", async () => {
  const missing = await folder();
  expect(await (await missing.launch("", { program: join(missing.path, "missing") })).exited).toEqual({ code: 127 });
  const plain = await folder({ plain: "text" });
  expect(await (await plain.launch("", { program: join(plain.path, "plain") })).exited).toEqual({ code: 126 });
});

test("V9: both outputs go to files that only the owner reads", async () => {
  const { launch, directory, read } = await folder();
  const agent = await launch("echo out; echo err >&2; printf 'größe'");
  await agent.exited;
  expect(await read("stdout")).toBe("out\ngröße");
  expect(await read("stderr")).toBe("err\n");
  for (const name of ["stdout", "stderr"]) expect((await stat(join(directory, name))).mode & 0o777).toBe(0o600);
});

test("P5: many megabytes of output arrive without anybody reading", async () => {
  const { launch, directory } = await folder();
  const agent = await launch("head -c 10000000 /dev/zero; head -c 5000000 /dev/zero >&2");
  expect(await agent.exited).toEqual({ code: 0 });
  expect((await stat(join(directory, "stdout"))).size).toBe(10_000_000);
  expect((await stat(join(directory, "stderr"))).size).toBe(5_000_000);
});

test("arguments are handed on as they are", async () => {
  const { launch, read } = await folder();
  const args = ["-c", 'printf "%s\\n" "$@"', "name", "a b", "", "$HOME `id`", "'\"\\", "größe\nü", "-x", "*"];
  await (
    await launch("", { args })
  ).exited;
  expect(await read("stdout")).toBe("a b\n\n$HOME `id`\n'\"\\\ngröße\nü\n-x\n*\n");
});

test("the environment is exactly the given one, and the folder the given one", async () => {
  const { path, launch, read } = await folder();
  const given = { PATH: env.PATH, CHANT_SPEC_ID: "a-1", ODD: "two\nlines" };
  await (
    await launch("", { program: "/usr/bin/env", args: ["-0"], env: given })
  ).exited;
  const set = (await read("stdout")).split("\0").filter((line) => line !== "" && !/^(PWD|OLDPWD|SHLVL|_)=/.test(line));
  expect(set.sort()).toEqual([`CHANT_SPEC_ID=a-1`, `ODD=two\nlines`, `PATH=${env.PATH}`]);
  const second = await folder();
  await (
    await second.launch("pwd", { cwd: path })
  ).exited;
  expect(await second.read("stdout")).toBe(`${path}\n`);
});

test("P12: the text for its input arrives whole and leaves no file", async () => {
  const { launch, directory, read } = await folder();
  const stdin = "größe\n".repeat(100_000);
  const agent = await launch("cat; ls -d stdin* || echo none", { stdin, cwd: directory });
  await agent.exited;
  expect(await read("stdout")).toBe(`${stdin}none\n`);
});

test("without a text the input is empty", async () => {
  const { launch, read } = await folder();
  await (
    await launch("cat; echo end")
  ).exited;
  expect(await read("stdout")).toBe("end\n");
});

test("an agent leads a process group of its own", async () => {
  const { launch, read } = await folder();
  const agent = await launch("echo $$; exec sleep 600");
  await vi.waitFor(async () => expect(await read("stdout")).toMatch(/^\d+\n$/), patiently);
  const pid = Number(await read("stdout"));
  expect((await groupMembers(agent.identity)).sort()).toEqual([agent.identity.pid, pid].sort());
  expect(agent.identity.pid).not.toBe(process.pid);
});

test("a second launch in the same folder gives the first agent, running or ended", async () => {
  const { path, launch, read } = await folder();
  const script = (name: string) => `echo ${name}; while [ ! -e go ]; do sleep 0.01; done; exit 5`;
  const first = await launch(script("first"));
  const second = await launch(script("second"));
  expect(second.identity).toEqual(first.identity);
  await testGo(path);
  expect(await Promise.all([first.exited, second.exited])).toEqual([{ code: 5 }, { code: 5 }]);
  const third = await launch(script("third"));
  expect(third.identity).toEqual(first.identity);
  expect(await third.exited).toEqual({ code: 5 });
  expect(await read("stdout")).toBe("first\n");
});

test("of many launches at the same time one starts its program", async () => {
  const { path, launch, read } = await folder();
  const script = "echo started; while [ ! -e go ]; do sleep 0.01; done; exit 7";
  const agents = await Promise.all(Array.from({ length: 8 }, () => launch(script)));
  expect(new Set(agents.map((agent) => agent.identity.pid)).size).toBe(1);
  await testGo(path);
  const exits = await Promise.all(agents.map((agent) => agent.exited));
  expect(exits).toEqual(Array.from({ length: 8 }, () => ({ code: 7 })));
  expect(await read("stdout")).toBe("started\n");
});

test("a run that was forbidden starts no agent, now or later", async () => {
  const { directory, launch, read } = await folder();
  expect(await forbidAgent(directory)).toBe(true);
  expect(await forbidAgent(directory)).toBe(true);
  for (let attempt = 0; attempt < 2; attempt++) {
    await expect(launch("echo started")).rejects.toMatchObject({
      code: "EXEC_PAUSED",
      message: `The run in ${directory} was told to start no agent.`,
    });
  }
  expect(await read("stdout")).toBe("");
  expect(await attachAgent(directory)).toBeUndefined();
});

test("a run that has started its agent cannot be forbidden", async () => {
  const { directory, launch } = await folder();
  const agent = await launch("exit 0");
  expect(await forbidAgent(directory)).toBe(false);
  await agent.exited;
  expect(await forbidAgent(directory)).toBe(false);
});

test("of a launch and a ban at the same time exactly one wins", async () => {
  for (let round = 0; round < 10; round++) {
    const { directory, launch, read } = await folder();
    const started = launch("echo started").then(
      async (agent) => (await agent.exited).code,
      (error: { code: string }) => error.code,
    );
    const forbidden = await forbidAgent(directory);
    expect(await started).toBe(forbidden ? "EXEC_PAUSED" : 0);
    expect(await read("stdout")).toBe(forbidden ? "" : "started\n");
  }
});

test("a working folder or a run folder that is missing starts nothing", async () => {
  const { path, directory, launch } = await folder();
  const missing = join(path, "missing");
  await expect(launch("echo started", { cwd: missing })).rejects.toMatchObject({
    code: "IO_FAILED",
    message: expect.stringContaining(`/bin/sh could not be started in ${missing}`) as unknown,
  });
  await expect(launch("echo started", { directory: missing })).rejects.toMatchObject({ code: "IO_FAILED" });
  expect(await attachAgent(directory)).toBeUndefined();
});

/** Lets the scripts above end. */
async function testGo(path: string): Promise<void> {
  await mkdir(join(path, "go"));
}

test("agents that end at once are all seen to end", async () => {
  const launchOne = async () => (await (await folder()).launch("exit 6")).exited;
  const exits = await Promise.all(Array.from({ length: 40 }, launchOne));
  expect(exits).toEqual(Array.from({ length: 40 }, () => ({ code: 6 })));
});
