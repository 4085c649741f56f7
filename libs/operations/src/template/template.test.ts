import { join } from "node:path";
import { gitDir } from "@chant/test-kit";
import { expect, onTestFinished, test } from "vitest";
import { createContext } from "../kernel/context.ts";
import { runOperation } from "../kernel/run-operation.ts";
import { templateList } from "./list.ts";
import { templateShow } from "./show.ts";

const text = (name: string, more = "") => `---\nname: ${name}\n${more}---\n# {{title}}\n`;

async function context() {
  const dir = await gitDir(
    {
      ".chant/config.md": "---\n---\n",
      ".chant/templates/fix.md": text(
        "bug-fix",
        "description: Fix it\nvariables:\n  - name: title\n    required: true\n",
      ),
      ".chant/templates/broken.md": "no header\n",
    },
    onTestFinished,
  );
  const config = join(dir.base, "mine");
  await dir.write({
    "../mine/templates/fix.md": text("bug-fix"),
    "../mine/templates/own.md": text("own", "type: task\nlabels: [a]\n"),
  });
  return createContext({
    cwd: dir.path,
    env: { ...dir.env, CHANT_TEST: "1", CHANT_CONFIG_DIR: config },
    surface: "cli",
  });
}

test("lists the project's templates and the user's, the project's first, and says which files are none", async () => {
  const { templates, folders, warnings } = await runOperation(templateList, {}, await context());
  expect(templates.map(({ name, scope, path }) => [name, scope, path.endsWith(".md")])).toEqual([
    ["bug-fix", "project", true],
    ["own", "global", true],
  ]);
  expect(folders[0]).toBe(".chant/templates");
  expect(warnings).toEqual([expect.stringContaining("broken.md cannot be used: it has no name")]);
});

test("shows a template by its name or its file's", async () => {
  const at = await context();
  const shown = await runOperation(templateShow, { name: "fix" }, at);
  expect(shown).toEqual({
    ...{ name: "bug-fix", scope: "project", path: ".chant/templates/fix.md", description: "Fix it" },
    ...{ variables: [{ name: "title", required: true }], defaults: {}, body: "# {{title}}\n" },
  });
  expect((await runOperation(templateShow, { name: "own" }, at)).defaults).toEqual({ type: "task", labels: ["a"] });
  const refused = runOperation(templateShow, { name: "other" }, at);
  await expect(refused).rejects.toMatchObject({ code: "INPUT_INVALID", fix: "chant template list" });
});
