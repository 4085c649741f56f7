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
