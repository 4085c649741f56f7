import { join } from "node:path";
import { testDir, type Tree } from "@chant/test-kit";
import { expect, onTestFinished, test } from "vitest";
import type { AgentRequest } from "../provider.ts";
import { listPlugins, readPlugin } from "./plugin-file.ts";

const parseFrontmatter = (text: string) => JSON.parse(text) as Record<string, unknown>;

async function settings(tree: Tree) {
  const { path } = await testDir(tree, onTestFinished);
  return { plugin_dir: path, root: "/project", parseFrontmatter };
}

const plugin = (header: Record<string, unknown>) => settings({ "mine.md": JSON.stringify(header) });

const request: AgentRequest = {
  prompt_file: "/run/prompt.md",
  prompt_text: "Do it.",
  spec_file: "/tree/spec.md",
  spec_id: "a-1",
  permission: "full",
  env: { PATH: "", HOME: "/home/me", EMPTY: "" },
};

test("a plugin file is an agent of its own", async () => {
  const provider = await readPlugin(
    "mine",
    await plugin({
      command: 'agent "first one"',
      args: ["--spec", "{{spec_file}}", 7],
      env: { MODE: "${HOME}/x", N: 1 },
    }),
  );
  expect(provider?.name).toBe("mine");
  expect(await provider?.invocation(request)).toEqual({
    program: "agent",
    args: ["first one", "--spec", "/tree/spec.md", "7"],
    stdin: "Do it.",
    env: { MODE: "/home/me/x", N: "1" },
  });
});

test("a variable made from a missing one is not set, from an empty one it is", async () => {
  const env = { A: "${MISSING}/x", B: "[${EMPTY}]", C: "$HOME", D: "${HOME}${HOME}" };
  const provider = await readPlugin("mine", await plugin({ command: "agent", env }));
  expect((await provider?.invocation(request))?.env).toEqual({ B: "[]", C: "$HOME", D: "/home/me/home/me" });
});

test.each([undefined, null])("args and env may be %s", async (nothing) => {
  const provider = await readPlugin("mine", await plugin({ command: "agent", args: nothing, env: nothing }));
  expect(await provider?.invocation(request)).toEqual({ program: "agent", args: [], stdin: "Do it.", env: {} });
});

test.each([
  [{}, "names no command"],
  [{ command: " " }, "names no command"],
  [{ command: ["agent"] }, "names no command"],
  [{ command: "agent", args: "--flag" }, "has args that are not a list"],
  [{ command: "agent", env: ["A=1"] }, "has an env that is not a map"],
  [{ command: "agent", env: "A=1" }, "has an env that is not a map"],
  [
    { command: "agent", args: ["{{spec}}"] },
    "has the unknown placeholder {{spec}} (known: spec_file, prompt_file, spec_id, model)",
  ],
])("the header %j is refused", async (header, reason) => {
  const given = await plugin(header);
  const file = join(given.plugin_dir, "mine.md");
  await expect(readPlugin("mine", given)).rejects.toMatchObject({
    code: "CONFIG_INVALID",
    message: `The provider file ${file} ${reason}.`,
    details: { file },
  });
});

test.each(["other", "../mine", "sub/mine", "", ".", "..", "-mine", ".mine", "mine\0"])(
  "there is no plugin called %j",
  async (name) => {
    const given = await settings({ "mine.md": '{"command":"agent"}', "sub/mine.md": "{}", ".mine.md": "{}" });
    expect(await readPlugin(name, given)).toBeUndefined();
  },
);

test("a missing folder, or a file in its place, has no plugins", async () => {
  const given = await settings({ file: "" });
  for (const plugin_dir of [join(given.plugin_dir, "missing"), join(given.plugin_dir, "file")]) {
    expect(await readPlugin("mine", { ...given, plugin_dir })).toBeUndefined();
    expect(await listPlugins(plugin_dir)).toEqual([]);
  }
});

test("plugins are listed by name, other files are not", async () => {
  const { plugin_dir } = await settings({
    "b.md": "",
    "a.b.md": "",
    ".hidden.md": "",
    "notes.txt": "",
    "sub/c.md": "",
  });
  expect(await listPlugins(plugin_dir)).toEqual(["a.b", "b"]);
});
