import { chmod, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { Client } from "@modelcontextprotocol/sdk/client/index.js";
import { StdioClientTransport } from "@modelcontextprotocol/sdk/client/stdio.js";
import { execa } from "execa";
import { expect, onTestFinished, test } from "vitest";
import { createGitCounter, createReadCounter, standInForGit } from "./counting.ts";
import { specId, writeSpecs } from "./hazard-specs.ts";
import { cli, type Scratch } from "./create-scratch.ts";
import { scratch } from "./scratch.ts";

/** What every list-like and every writing command asks of git, one line each. */
const commands: readonly (readonly string[])[] = [
  ["list", "--all"],
  ["status"],
  ["show", specId(1)],
  ["search", "words"],
  ["lint"],
  ["list", "--created-by", "tester"],
  ["activity", "--limit", "3"],
  ["add", "One more"],
];

async function countCalls(repo: Scratch, lines = commands): Promise<[string, number][]> {
  const count = await createGitCounter(repo);
  const counted: [string, number][] = [];
  for (const words of lines) counted.push([words.join(" "), await count(...words)]);
  return counted;
}

test("Q2: with 500 specs no command starts git more often than with 10", async () => {
  const [few, many] = [await scratch(), await scratch()];
  await writeSpecs(few, 10);
  await writeSpecs(many, 500);
  const counted = await countCalls(few);
  expect(await countCalls(many)).toEqual(counted);
  for (const [line, calls] of counted) expect([line, calls <= 12], line).toEqual([line, true]);
});

test("Q4: a thousand branches make no command start git more often", async () => {
  const repo = await scratch();
  await writeSpecs(repo, 10);
  const lines = commands.filter(([name]) => ["list", "show"].includes(name as string));
  const before = await countCalls(repo, lines);
  const names = Array.from({ length: 1_000 }, (_, index) => `create refs/heads/chant/${index} HEAD\n`).join("");
  await execa("git", ["update-ref", "--stdin"], { cwd: repo.root, env: repo.env, input: names });
  expect(await countCalls(repo, lines)).toEqual(before);
});

test("Q3: a command reads each spec at most once, and with a snapshot only the one that it shows", async () => {
  const repo = await scratch();
  await writeSpecs(repo, 80);
  const read = await createReadCounter(repo);
  const cold = await read("list");
  expect([cold.size, Math.max(...cold.values())]).toEqual([80, 1]);
  for (const words of [["list"], ["status"], ["ready"], ["dag"]])
    expect([words, await read(...words)]).toEqual([words, new Map()]);
  expect(await read("show", specId(7))).toEqual(new Map([[specId(7), 1]]));
  await repo.write(`.chant/specs/${specId(9)}.md`, "---\nstatus: failed\n---\n\n# Edited by hand\n");
  expect(await read("list")).toEqual(new Map([[specId(9), 1]]));
  expect((await repo.chant("list", "--status", "failed")).stdout).toContain("Edited by hand");
});

test("Q1: hooks that never end, or that call chant, hold nobody up", async () => {
  const repo = await scratch();
  const hooks = join(repo.root, ".git/hooks");
  const hook = async (name: string, line: string) => {
    await writeFile(join(hooks, name), `#!/bin/sh\n${line}\n`);
    await chmod(join(hooks, name), 0o755);
  };
  for (const name of ["pre-commit", "commit-msg", "post-commit", "post-checkout"]) await hook(name, "exec sleep 600");
  const ids = await Promise.all(["One", "Two", "Three"].map((title) => repo.chant("add", title)));
  expect(ids.map(({ code }) => code)).toEqual([0, 0, 0]);
  for (const name of ["pre-commit", "commit-msg", "post-checkout"]) await rm(join(hooks, name));
  await hook("post-commit", `'${process.execPath}' '${cli}' add 'From a hook' >/dev/null`);
  const id = (await repo.json<{ data: { id: string } }>("add", "Work")).data.id;
  expect(await repo.result("work", id, "--skip-criteria")).toMatchObject({
    code: 0,
    outcome: "completed",
    merged: true,
  });
  expect((await repo.chant("list")).stdout).toContain("From a hook");
}, 30_000);

test("Q6: while git takes its time for one call, the server answers others", async () => {
  const repo = await scratch();
  const [go, waiting] = [join(repo.base, "go"), join(repo.base, "waiting")];
  const env = await standInForGit(repo, [`: > '${waiting}'`, `while [ ! -e '${go}' ]; do sleep 0.02; done`]);
  const client = new Client({ name: "test", version: "0" });
  onTestFinished(() => client.close());
  const args = [cli, "mcp"];
  const where = { cwd: repo.root, env: { ...repo.env, ...env } };
  await client.connect(new StdioClientTransport({ command: process.execPath, args, ...where }));
  let ended = false;
  const adding = client.callTool({ name: "chant_add", arguments: { description: "Slow" } }).then(() => (ended = true));
  await execa("sh", ["-c", `while [ ! -e '${waiting}' ]; do sleep 0.02; done`]);
  await client.ping();
  const { structuredContent } = await client.callTool({ name: "chant_spec_list", arguments: {} });
  expect([structuredContent !== undefined, ended]).toEqual([true, false]);
  await writeFile(go, "");
  expect(await adding).toBe(true);
}, 30_000);
