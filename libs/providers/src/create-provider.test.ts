import { testDir, type Tree } from "@chant/test-kit";
import { expect, onTestFinished, test } from "vitest";
import { createProvider } from "./create-provider.ts";

async function settings(tree: Tree = {}, command?: string) {
  const { path } = await testDir(tree, onTestFinished);
  const parseFrontmatter = (text: string) => JSON.parse(text) as Record<string, unknown>;
  return { plugin_dir: path, root: "/project", parseFrontmatter, ...(command === undefined ? {} : { command }) };
}

test.each([
  ["claude", "claude"],
  ["claude-cli", "claude"],
  ["command", "command"],
  ["custom", "command"],
])("the provider %s is %s", async (name, expected) => {
  expect((await createProvider(name, await settings({}, "agent --flag"))).name).toBe(expected);
});

test("the command line of the config is what the provider command runs", async () => {
  const provider = await createProvider("command", await settings({}, "agent --spec {{spec_id}}"));
  const request = { prompt_file: "/p", prompt_text: "Do it.", spec_file: "/s", spec_id: "a-1", env: {} };
  expect(await provider.invocation({ ...request, permission: "full" })).toEqual({
    program: "agent",
    args: ["--spec", "a-1"],
    stdin: "Do it.",
    env: {},
  });
});

test("the provider command without a command line is refused", async () => {
  await expect(createProvider("command", await settings())).rejects.toMatchObject({ code: "CONFIG_INVALID" });
});

test("a plugin file is a provider of its name, but not of a built-in one", async () => {
  const given = await settings({ "mine.md": '{"command":"agent"}', "claude.md": '{"command":"other"}' });
  const mine = await createProvider("mine", given);
  expect({ name: mine.name, cost: mine.capabilities.reports_cost }).toEqual({ name: "mine", cost: false });
  expect((await createProvider("claude", given)).capabilities.reports_cost).toBe(true);
});

test("an unknown name lists the known ones", async () => {
  const given = await settings({ "mine.md": "{}", "also.md": "{}", "notes.txt": "" });
  await expect(createProvider("clod", given)).rejects.toMatchObject({
    code: "CONFIG_PROVIDER_UNKNOWN",
    message: 'There is no provider "clod". Known: claude, command, also, mine.',
    details: { name: "clod", known: ["claude", "command", "also", "mine"] },
  });
});

test.each(["../mine", "", "constructor", "toString"])("%j is no provider", async (name) => {
  await expect(createProvider(name, await settings())).rejects.toMatchObject({ code: "CONFIG_PROVIDER_UNKNOWN" });
});

test("an agent's own command line runs instead of a built-in provider's program, in front of its arguments", async () => {
  const given = { ...(await settings({}, "other")), program: "/opt/claude-alt --account two" };
  const request = { prompt_file: "/p", prompt_text: "Do it.", spec_file: "/s", spec_id: "a-1", env: {} };
  const claude = await (await createProvider("claude", given)).invocation({ ...request, permission: "full" });
  expect([claude.program, ...claude.args.slice(0, 3)]).toEqual(["/opt/claude-alt", "--account", "two", "--print"]);
  const command = await (await createProvider("command", given)).invocation({ ...request, permission: "full" });
  expect([command.program, command.args]).toEqual(["/opt/claude-alt", ["--account", "two"]]);
});

test("a plugin file says itself what it runs, so another program for it is refused", async () => {
  const given = { ...(await settings({ "mine.md": '{"command":"agent"}' })), program: "other" };
  await expect(createProvider("mine", given)).rejects.toMatchObject({ code: "CONFIG_INVALID" });
});
