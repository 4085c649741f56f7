import { chmod } from "node:fs/promises";
import { join } from "node:path";
import { testDir } from "@chant/test-kit";
import { expect, onTestFinished, test } from "vitest";
import type { AgentRequest } from "../provider.ts";
import { createClaude } from "./claude.ts";

const request: AgentRequest = {
  prompt_file: "/run/prompt.md",
  prompt_text: "Do it.\n--model evil",
  spec_file: "/tree/spec.md",
  spec_id: "a-1",
  permission: "full",
  env: { PATH: "" },
};
const output = ["--print", "--output-format", "stream-json", "--verbose"];

test("claude edits files, reports what it costs and resumes", () => {
  const { name, capabilities, env } = createClaude({ root: "/project" });
  expect({ name, capabilities }).toEqual({
    name: "claude",
    capabilities: { edits_files: true, reports_cost: true, resumes: true },
  });
  expect(env).toEqual([
    ...["ANTHROPIC_", "CLAUDE_", "DISABLE_", "IS_SANDBOX", "AWS_REGION", "AWS_PROFILE"],
    "GOOGLE_APPLICATION_CREDENTIALS",
  ]);
});

test.each<[Partial<AgentRequest>, readonly string[]]>([
  [{}, [...output, "--dangerously-skip-permissions"]],
  [{ permission: "edits" }, [...output, "--permission-mode", "acceptEdits"]],
  [{ model: "opus" }, [...output, "--model", "opus", "--dangerously-skip-permissions"]],
  [{ session: "s-1" }, [...output, "--resume", "s-1", "--dangerously-skip-permissions"]],
])("a request with %j becomes these arguments, the prompt stays out of them", async (change, args) => {
  const invocation = await createClaude({ root: "/project" }).invocation({ ...request, ...change });
  expect(invocation).toEqual({ program: "claude", args, stdin: "Do it.\n--model evil", env: {} });
});

test("the program is the one on the agent's PATH", async () => {
  const { path } = await testDir({ claude: "#!/bin/sh\n" }, onTestFinished);
  await chmod(join(path, "claude"), 0o755);
  const provider = createClaude({ root: "/project" });
  const env = { PATH: path };
  expect(await provider.probe(env)).toEqual({ available: true, program: "claude", path: join(path, "claude") });
  expect(await provider.probe({ PATH: "" })).toEqual({ available: false, program: "claude" });
  expect((await provider.invocation({ ...request, env })).program).toBe(join(path, "claude"));
});
