import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { execa } from "execa";
import { expect, test } from "vitest";
import { writeSpec } from "./hazard-specs.ts";
import { filesIn, type Scratch } from "./create-scratch.ts";
import { scratch } from "./scratch.ts";

/** Files of the user's and of other tools that somebody may have before chant comes. */
const mine: Readonly<Record<string, string>> = {
  "CLAUDE.md": "# Mine\r\n\r\nBe brief.",
  "AGENTS.md": "",
  ".mcp.json": '{ "mcpServers": { "mine": { } }, // not JSON\n',
  ".gitattributes": "*.png binary\r\n",
  ".gitignore": "dist",
  ".claude/settings.json": '{"a":1}',
  ".chant/config.md":
    "---\r\n# ours\r\nproject:\r\n  name: 'mine'   # kept\r\nmine: {a: [1, 2]}\r\n---\r\nNotes, no line ending",
  ".chant/prompts/standard.md": "Our own words for {{spec.title}}.\r\n",
};

test("G1: init, however often, touches no file that is there but the lines it was asked to", async () => {
  const repo = await scratch({ initialised: false });
  await repo.git("init", "-q", "-b", "main");
  for (const [path, text] of Object.entries(mine)) await repo.write(path, text);
  await repo.git("add", "-A");
  await repo.git("commit", "-qm", "mine");
  expect((await repo.chant("init")).code).toBe(0);
  const after = await repo.git("rev-parse", "HEAD");
  expect((await repo.chant("init")).stdout).not.toContain("+ ");
  expect(await repo.git("rev-parse", "HEAD")).toBe(after);
  const lines = ".chant/specs/**/*.md merge=chant-spec\r\n.chant/archive/**/*.md merge=chant-spec\r\n";
  const asked = { ...mine, ".gitattributes": `${mine[".gitattributes"]}${lines}` };
  for (const [path, text] of Object.entries(asked)) expect([path, await repo.read(path)]).toEqual([path, text]);
  expect(await repo.git("status", "--porcelain")).toBe("");

  await repo.chant("init", "--model", "m");
  const config = mine[".chant/config.md"] as string;
  expect(await repo.read(".chant/config.md")).toBe(
    config.replace("\r\n---\r\nNotes", "\r\ndefaults:\r\n  model: m\r\n---\r\nNotes"),
  );
});

test("G2: a token in a spec is an error of lint, one in the config a warning, and neither repeats it", async () => {
  const repo = await scratch();
  const token = ["ghp", "kT9vQ2mXw7Lr4Zs8Nb1Yc6Hd3Fg5Jp0aUe2W"].join("_");
  const id = await writeSpec(repo, 1, [`token: ${token}`]);
  const ran = await repo.chant("lint", id);
  expect([ran.code, ran.stdout.includes(token)]).toEqual([1, false]);
  await repo.configure("providers", "openai:", `  api_key: ${token}`);
  const checked = await repo.chant("config", "--validate");
  expect(checked.stdout).toContain("looks like a secret");
  expect(checked.stdout).not.toContain(token);
});

test("G3: with a config that cannot be used, what only reads goes on, and what cannot says where it is wrong", async () => {
  const repo = await scratch();
  const id = await writeSpec(repo, 1);
  for (const text of ["---\ndefaults: [\n---\n", "---\nagent:\n  permission: everything\n---\n"]) {
    await repo.write(".chant/config.md", text);
    for (const words of [["list"], ["show", id], ["status"]])
      expect([words, (await repo.chant(...words)).code]).toEqual([words, 0]);
    expect((await repo.chant("config", "--validate")).code).toBe(1);
  }
  expect((await repo.chant("work", id)).stderr).toMatch(/error\[CONFIG_INVALID\].*config\.md:3/);
});

/** Every path below a folder with the text that lies there. */
async function textsBelow(folder: string): Promise<string> {
  return (await execa("sh", ["-c", 'cd "$0" && find . -type f | sort | xargs -r sha256sum', folder])).stdout;
}

async function withCanaries(repo: Scratch): Promise<Record<string, string>> {
  const home = join(repo.base, "canary");
  const project = "---\nproject:\n  name: canary\n---\n";
  const files = {
    ".chant/config.md": project,
    ".config/chant/config.md": project,
    ".gitconfig": "[user]\n\tname = C\n",
  };
  for (const [path, text] of Object.entries(files)) await repo.write(join("../canary", path), text);
  return { HOME: home };
}

test("G7: neither a project above nor a home is written to by anything but the state folder", async () => {
  const repo = await scratch();
  const env = await withCanaries(repo);
  await repo.write("../.chant/config.md", "---\nproject:\n  name: above\n---\n");
  const before = [await textsBelow(join(repo.base, "canary")), await textsBelow(join(repo.base, ".chant"))];
  const id = await writeSpec(repo, 1);
  for (const words of [
    ["add", "x"],
    ["list"],
    ["lint", "--fix"],
    ["work", id],
    ["config", "trust"],
    ["init", "--model", "m"],
  ])
    expect([words, (await repo.chantWith({ env }, ...words)).code]).toEqual([words, 0]);
  expect([await textsBelow(join(repo.base, "canary")), await textsBelow(join(repo.base, ".chant"))]).toEqual(before);
});

test("G8: two agents at once have each their own variables; where a setting comes from is shown", async () => {
  const repo = await scratch();
  const told = (id: string) => join(repo.base, `env-${id}`);
  await repo.agentScript(
    `env | grep ^CHANT_ > "${repo.base}/env-$CHANT_SPEC_ID"; touch "${repo.base}/at-$CHANT_SPEC_ID"`,
    `while [ $(ls ${repo.base} | grep -c ^at-) -lt 2 ]; do sleep 0.02; done`,
    "change; tick; git add -A; commit work",
  );
  const ids = [await repo.spec("One"), await repo.spec("Two")];
  const ran = await Promise.all(ids.map((id) => repo.result("work", id)));
  expect(ran.map(({ outcome }) => outcome)).toEqual(["completed", "completed"]);
  for (const id of ids) {
    const text = await readFile(told(id), "utf8");
    expect(text).toContain(`CHANT_SPEC_ID=${id}\n`);
    expect(ids.filter((other) => text.includes(other))).toEqual([id]);
  }
  const { data } = await repo.json<{ data: { origins: { key: string; layer: string }[] } }>("config", "--origin");
  expect(data.origins).toContainEqual(expect.objectContaining({ key: "defaults.provider", layer: "project" }));
});

test("G6: from a folder below, locks, logs and state are those of the project", async () => {
  const repo = await scratch();
  const id = await writeSpec(repo, 1);
  await repo.write("deep/er/file", "");
  await repo.git("add", "-A");
  await repo.git("commit", "-qm", "deep");
  const below = { cwd: join(repo.root, "deep/er") };
  for (const words of [["list"], ["add", "x"], ["work", id], ["lint"], ["status"]])
    await repo.chantWith(below, ...words);
  expect(await filesIn(below.cwd)).toEqual(["file"]);
  expect(await filesIn(join(repo.root, ".chant/logs", id))).toContain("1.log");
});
