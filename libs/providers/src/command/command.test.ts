import { expect, test } from "vitest";
import type { AgentRequest } from "../provider.ts";
import { createCommand, splitCommand } from "./command.ts";

const request: AgentRequest = {
  prompt_file: "/run/a prompt.md",
  prompt_text: "Do it.",
  spec_file: "/tree/spec.md",
  spec_id: "a-1",
  permission: "full",
  env: { PATH: "", HOME: "/home/me" },
};

test.each([
  ["agent", "agent", []],
  ["  ./bin/agent --flag  value ", "./bin/agent", ["--flag", "value"]],
  [`agent "two words" 'and "more"' ""`, "agent", ["two words", 'and "more"', ""]],
  ["agent $HOME `id` ; rm -rf / && x | y > z", "agent", "$HOME `id` ; rm -rf / && x | y > z".split(" ")],
  ["agent {{spec_file}}", "agent", ["{{spec_file}}"]],
])("the command line %j is cut into a program and its arguments", (line, program, args) => {
  expect(splitCommand(line)).toEqual({ program, args });
});

test.each([undefined, "", "   ", '""'])("the command line %j names no program", (line) => {
  expect(() => splitCommand(line)).toThrow(
    expect.objectContaining({
      code: "CONFIG_INVALID",
      message: "The provider command needs agent.command in .chant/config.md.",
    }),
  );
});

test.each(['agent --flag="a b"', "agent it's", 'agent "open', "agent 'a'b"])(
  "the quote within a word of %j is refused",
  (line) => {
    expect(() => splitCommand(line)).toThrow(
      expect.objectContaining({ code: "CONFIG_INVALID", message: expect.stringContaining(line) as unknown }),
    );
  },
);

const create = (args: readonly string[]) => createCommand({ name: "mine", root: "/project", program: "agent", args });

test("placeholders are filled in one pass, unknown ones stay", async () => {
  const args = ["--spec={{spec_file}}", "{{prompt_file}}", "{{spec_id}}/{{spec_id}}", "{{model}}", "{{other}}"];
  const invocation = await create(args).invocation({ ...request, model: "{{spec_id}}" });
  expect(invocation).toEqual({
    program: "agent",
    args: ["--spec=/tree/spec.md", "/run/a prompt.md", "a-1/a-1", "{{spec_id}}", "{{other}}"],
    stdin: "Do it.",
    env: {},
  });
});

test.each([
  [["--model", "{{model}}", "-x"], ["-x"]],
  [["--model={{model}}", "-x"], ["-x"]],
  [
    ["run", "{{model}}", "-x"],
    ["run", "-x"],
  ],
  [["-v", "--model", "{{model}}"], ["-v"]],
])("without a model %j becomes %j", async (args, expected) => {
  expect((await create(args).invocation(request)).args).toEqual(expected);
});

test("a program of a command edits files, and reports no cost", () => {
  const { name, capabilities, env } = create([]);
  expect({ name, capabilities, env }).toEqual({
    name: "mine",
    capabilities: { edits_files: true, reports_cost: false, resumes: false },
    env: [],
  });
});

test("its variables are made from the caller's, and its parser knows its name", async () => {
  const variables = (env: AgentRequest["env"]) => ({ AGENT_HOME: `${env["HOME"]}/agent` });
  const provider = createCommand({ name: "mine", root: "/project", program: "agent", args: [], variables });
  expect((await provider.invocation(request)).env).toEqual({ AGENT_HOME: "/home/me/agent" });
  expect(provider.createParser().end({ code: 127 })).toEqual([
    { type: "error", class: "provider_unavailable", message: "agent could not be run" },
  ]);
});

test("a relative program is looked up from the root, an absolute one as it is", async () => {
  const at = (root: string, program: string) => createCommand({ name: "mine", root, program, args: [] });
  expect((await at("/", "./bin/sh").invocation(request)).program).toBe("/bin/sh");
  expect(await at("/nowhere", "/bin/sh").probe({})).toEqual({ available: true, program: "/bin/sh", path: "/bin/sh" });
  expect(await at("/nowhere", "./bin/sh").probe({})).toEqual({ available: false, program: "./bin/sh" });
});
