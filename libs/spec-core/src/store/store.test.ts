import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { readConfigFile } from "./config.ts";
import { findProject } from "./find-project.ts";
import { chantPaths } from "./paths.ts";
import { readPromptFile } from "./prompts.ts";

let root = "";

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "chant-store-"));
});

afterEach(() => {
  rmSync(root, { recursive: true, force: true });
});

/** Writes a file below the temporary folder and gives its path. */
function put(path: string, text: string): string {
  const file = join(root, path);
  mkdirSync(join(file, ".."), { recursive: true });
  writeFileSync(file, text);
  return file;
}

test("the project is the nearest folder upwards that holds .chant", async () => {
  put("outer/.chant/config.md", "");
  put("outer/inner/.chant/config.md", "");
  put("outer/inner/a/b/file", "");
  put("outer/other/file", "");
  expect(await findProject(join(root, "outer/inner/a/b"))).toBe(join(root, "outer/inner"));
  expect(await findProject(join(root, "outer/inner"))).toBe(join(root, "outer/inner"));
  expect(await findProject(join(root, "outer/other"))).toBe(join(root, "outer"));
});

test("a file named .chant makes no project, and neither does a folder that is not there", async () => {
  put("outer/.chant/config.md", "");
  put("outer/inner/.chant", "");
  expect(await findProject(join(root, "outer/inner"))).toBe(join(root, "outer"));
  expect(await findProject(join(root, "outer/missing/deep"))).toBe(join(root, "outer"));
});

test("without .chant anywhere there is no project", async () => {
  expect(await findProject(root)).toBeUndefined();
});

test("everything of a project lies below .chant", () => {
  const { root: base, ...rest } = chantPaths(root);
  expect(base).toBe(root);
  expect(Object.fromEntries(Object.entries(rest).map(([name, path]) => [name, path.slice(root.length + 1)]))).toEqual({
    dir: ".chant",
    config: join(".chant", "config.md"),
    agents: join(".chant", "agents.md"),
    gitignore: join(".chant", ".gitignore"),
    specs: join(".chant", "specs"),
    archive: join(".chant", "archive"),
    prompts: join(".chant", "prompts"),
    templates: join(".chant", "templates"),
    providers: join(".chant", "providers"),
    locks: join(".chant", ".locks"),
    processes: join(".chant", "processes"),
    store: join(".chant", ".store"),
    logs: join(".chant", "logs"),
  });
});

test("a config file is read with its warnings, and a missing one is none", async () => {
  const file = put("config.md", "---\nagnt: x\nagent:\n  provider: p\n---\n");
  const parsed = await readConfigFile(file);
  expect(parsed?.values).toEqual({ agnt: "x", agent: { provider: "p" } });
  expect(parsed?.findings.map(({ severity }) => severity)).toEqual(["warning"]);
  expect(await readConfigFile(join(root, "missing.md"))).toBeUndefined();
  expect(await readConfigFile(join(file, "below.md"))).toBeUndefined();
});

test("a config file with a wrong value is refused with file and line", async () => {
  const file = put("config.md", "---\nagent:\n  grace_ms: soon\n---\n");
  await expect(readConfigFile(file)).rejects.toMatchObject({
    code: "CONFIG_INVALID",
    message: expect.stringContaining(`${file}:3: agent.grace_ms cannot be "soon": `) as string,
    fix: `edit ${file}`,
    details: { file, line: 3, column: 3 },
  });
});

test("a config file that cannot be read is refused and does not count as missing", async () => {
  mkdirSync(join(root, "config.md"));
  await expect(readConfigFile(join(root, "config.md"))).rejects.toMatchObject({
    code: "CONFIG_INVALID",
    message: expect.stringContaining(`${join(root, "config.md")} could not be read: EISDIR`) as string,
  });
});

const read = (name: string) => readPromptFile({ paths: chantPaths(root), bundled: join(root, "bundled"), name });

test("the project's prompt comes before the one that ships with chant", async () => {
  put("bundled/standard.md", "bundled");
  expect((await read("standard")).body).toBe("bundled");
  put(".chant/prompts/standard.md", "mine");
  expect(await read("standard")).toMatchObject({ name: "standard", body: "mine" });
});

test("a prompt may lie in a folder, and older names are known", async () => {
  put(".chant/prompts/team/review.md", "team");
  put("bundled/documentation.md", "docs");
  put("bundled/research-analysis.md", "analysis");
  expect((await read("team/review")).body).toBe("team");
  expect(await read("document")).toMatchObject({ name: "document", body: "docs" });
  expect((await read("research")).body).toBe("analysis");
});

test("a prompt that does not exist is refused with the file that is missing", async () => {
  await expect(read("nope")).rejects.toMatchObject({
    code: "CONFIG_PROMPT_NOT_FOUND",
    message: `The prompt "nope" does not exist: there is no ${join(root, ".chant", "prompts", "nope.md")}.`,
    details: { name: "nope" },
  });
});

test.each(["../secret", "/etc/passwd", "a/../../secret", "a\\b", "", "a.b", "a//b", "~", "constructor/"])(
  "V1: %j is no name of a prompt",
  async (name) => {
    put("secret.md", "secret");
    await expect(read(name)).rejects.toMatchObject({
      code: "CONFIG_PROMPT_NOT_FOUND",
      message: `The prompt "${name}" does not exist: the name is no prompt name.`,
    });
  },
);

test("names that every object has are no prompts", async () => {
  await expect(read("constructor")).rejects.toMatchObject({ code: "CONFIG_PROMPT_NOT_FOUND" });
});

test.skipIf(process.platform === "win32")(
  "a prompt that cannot be read is not replaced by the bundled one",
  async () => {
    put("bundled/standard.md", "bundled");
    mkdirSync(join(root, ".chant/prompts"), { recursive: true });
    symlinkSync("standard.md", join(root, ".chant/prompts/standard.md"));
    await expect(read("standard")).rejects.toMatchObject({
      code: "CONFIG_INVALID",
      message: expect.stringContaining("could not be read: ELOOP") as string,
    });
  },
);
