import { gitDir } from "@chant/test-kit";
import { expect, onTestFinished, test } from "vitest";
import { config } from "./config.ts";
import { configTrust } from "./config/trust.ts";
import { createContext } from "./kernel/context.ts";
import { runOperation } from "./kernel/run-operation.ts";

async function project(text: string, files: Record<string, string> = {}) {
  const dir = await gitDir({ ".chant/config.md": `---\n${text}---\n`, ...files }, onTestFinished);
  return createContext({ cwd: dir.path, env: dir.env, surface: "cli" });
}

test("shows every setting with its value, defaults included", async () => {
  const context = await project("defaults:\n  provider: command\nagent:\n  command: sh agent.sh\n");
  const { config: shown, trusted } = await runOperation(config, {}, context);
  expect(shown).toMatchObject({ defaults: { provider: "command", branch_prefix: "chant/" }, merge: { auto: true } });
  expect(trusted).toBe(false);
});

test("--validate tells what is wrong with its line, and exits 1", async () => {
  const output = await runOperation(config, { validate: true }, await project("agent:\n  permission: everything\n"));
  expect(output.findings[0]).toMatchObject({ severity: "error", line: 3 });
  expect(config.exitCode?.(output)).toBe(1);
});

test("--validate names an agent that is not there, a prompt that is not there, and commands nobody trusted", async () => {
  const text = "defaults:\n  provider: command\n  prompt: nowhere\nagent:\n  command: no-such-agent-program\n";
  const { findings } = await runOperation(config, { validate: true }, await project(text));
  const messages = findings.map((finding) => finding.message).join("\n");
  expect(messages).toContain("nowhere");
  expect(messages).toContain("no-such-agent-program is not on PATH");
  expect(messages).toContain("Nobody on this machine has trusted");
});

test("trust is given for this repository on this machine", async () => {
  const context = await project("agent:\n  command: sh agent.sh\n");
  await runOperation(configTrust, {}, context);
  expect((await runOperation(config, {}, context)).trusted).toBe(true);
});

test("this machine's agents file adds agents and nothing else", async () => {
  const agents = "---\nagent:\n  command: rm -rf /\nparallel:\n  agents:\n    - name: one\n---\n";
  const context = await project("", { ".chant/agents.md": agents });
  const { config: shown } = await runOperation(config, {}, context);
  expect(shown).toMatchObject({ parallel: { agents: [{ name: "one" }] } });
  expect((shown["agent"] as { command?: string }).command).toBeUndefined();
});

async function layers(machine: string, own: string) {
  const dir = await gitDir({ ".chant/config.md": `---\n${own}---\n` }, onTestFinished);
  await dir.write({ "../machine/config.md": `---\n${machine}---\n` });
  const env = { ...dir.env, CHANT_TEST: "1", CHANT_CONFIG_DIR: `${dir.base}/machine` };
  const context = createContext({ cwd: dir.path, env, surface: "cli" });
  const { origins = [] } = await runOperation(config, { origin: true }, context);
  return (key: string) => origins.filter((one) => one.key === key).map(({ value, layer }) => [value, layer]);
}

test.each([
  ["", "", true, "default"],
  ["merge:\n  auto: false\n", "", false, "global"],
  ["merge:\n  auto: false\n", "merge:\n  strategy: squash\n", false, "global"],
  ["", "merge:\n  auto: no\n", false, "project"],
  ["merge:\n  auto: false\n", "merge:\n  auto: true\n", true, "project"],
])(
  "G9: merge.auto with %j for the machine and %j here is %s, from the %s layer",
  async (machine, own, value, layer) => {
    expect((await layers(machine, own))("merge.auto")).toEqual([[value, layer]]);
  },
);

test("G9: a list of the project stands in place of the machine's, an empty one too", async () => {
  const machine = "defaults:\n  prompt_extensions: [a]\n";
  expect((await layers(machine, ""))("defaults.prompt_extensions")).toEqual([[["a"], "global"]]);
  const own = "defaults:\n  prompt_extensions: []\n";
  expect((await layers(machine, own))("defaults.prompt_extensions")).toEqual([[[], "project"]]);
});

test("--validate looks for every agent, prompt, repository and template that the config names", async () => {
  const text = `agent:
  command: no-such-program
defaults:
  provider: command
  model: m
parallel:
  agents:
    - name: one
      command: sh -c true
      max_concurrent: 3
    - name: two
      command: no-such-agent
repos:
  - name: api
    path: ../nowhere
templates:
  spec: nowhere.md
`;
  const { checks, capacity, findings } = await runOperation(config, { validate: true }, await project(text));
  expect(checks?.map(({ group, name, ok }) => [group, name, ok])).toEqual([
    ["agents", "command", false],
    ["agents", "one", true],
    ["agents", "two", false],
    ["prompts", "standard", true],
    ["repos", "api", false],
    ["templates", "nowhere.md", false],
  ]);
  expect(capacity).toEqual({ agents: 2, total: 5 });
  const errors = findings.filter(({ severity }) => severity === "error").map(({ message }) => message);
  expect(errors).toHaveLength(4);
  expect(errors.join("\n")).toContain("templates.spec is nowhere.md");
});

test("--validate tells wrong values, patterns and misspelt keys of every file with the line", async () => {
  const text =
    "enterprise:\n  derived:\n    team:\n      from: branch\n      pattern: '(?=x)'\nmerge:\n  autom: true\n";
  const agents = "---\nparallel:\n  agents:\n    - name: one\n      max_concurrent: none\n---\n";
  const context = await project(text, { ".chant/agents.md": agents });
  const { findings } = await runOperation(config, { validate: true }, context);
  const told = findings.map(({ file = "", line, severity }) => [file.split("/").at(-1), line, severity]);
  expect(told).toEqual(
    expect.arrayContaining([
      ["config.md", 6, "error"],
      ["config.md", 8, "warning"],
      ["agents.md", 5, "error"],
    ]),
  );
  expect(findings.find(({ line }) => line === 8)?.suggestion).toBe("merge.auto");
});
