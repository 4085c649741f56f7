import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { chantPaths } from "./paths.ts";
import { findDefaultTemplate, findTemplate, listTemplates, readTemplateFile } from "./templates.ts";

let root = "";
let folders = { paths: chantPaths(""), global: "" };

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "chant-templates-"));
  folders = { paths: chantPaths(root), global: join(root, "global") };
});

afterEach(() => {
  rmSync(root, { recursive: true, force: true });
});

/** Writes a template below the temporary folder. */
function put(path: string, name: string): void {
  const file = join(root, path);
  mkdirSync(join(file, ".."), { recursive: true });
  writeFileSync(file, `---\nname: ${name}\ndescription: ${path}\n---\n\n# {{a}}\n`);
}

test("project templates hide global ones of the same name", async () => {
  put(".chant/templates/bug.md", "bug");
  put(".chant/templates/zebra.md", "apple");
  put("global/other-file.md", "bug");
  put("global/cat.md", "cat");
  put("global/notes.txt", "notes");
  const { templates, findings } = await listTemplates(folders);
  expect(templates.map(({ template, scope }) => [template.name, scope])).toEqual([
    ["apple", "project"],
    ["bug", "project"],
    ["cat", "global"],
  ]);
  expect(findings).toEqual([]);
});

test("a broken template is a finding and does not hide the others", async () => {
  put(".chant/templates/bug.md", "bug");
  put(".chant/templates/broken.md", "[");
  const { templates, findings } = await listTemplates(folders);
  expect(templates.map(({ template }) => template.name)).toEqual(["bug"]);
  expect(findings).toMatchObject([{ rule: "template", severity: "warning", code: "CONFIG_INVALID" }]);
  await expect(readTemplateFile({ ...folders, name: "broken" })).rejects.toMatchObject({ code: "CONFIG_INVALID" });
});

test("a template is found by its file name, by its own name and in the project first", async () => {
  put("global/bug.md", "bug");
  put("global/feature.md", "big-feature");
  expect(await readTemplateFile({ ...folders, name: "bug" })).toMatchObject({ scope: "global" });
  expect(await readTemplateFile({ ...folders, name: "feature" })).toMatchObject({ scope: "global" });
  expect(await readTemplateFile({ ...folders, name: "big-feature" })).toMatchObject({ scope: "global" });
  put(".chant/templates/bug.md", "bug");
  const found = await readTemplateFile({ ...folders, name: "bug" });
  expect(found).toMatchObject({ scope: "project", file: join(root, ".chant", "templates", "bug.md") });
});

test("a template that nobody has is refused with the names that there are, or is undefined", async () => {
  await expect(readTemplateFile({ ...folders, name: "bug" })).rejects.toThrow("there are none");
  put("global/cat.md", "cat");
  put("secret.md", "secret");
  const error = { code: "INPUT_INVALID", details: { name: "../secret", names: ["cat"] } };
  await expect(readTemplateFile({ ...folders, name: "../secret" })).rejects.toMatchObject(error);
  expect(await findTemplate({ ...folders, global: undefined, name: "cat" })).toBeUndefined();
});

test("the default template is spec.md of the project, else of the user, else there is none", async () => {
  const find = () => findDefaultTemplate({ ...folders, configured: undefined });
  expect(await find()).toBeUndefined();
  put("global/spec.md", "mine");
  expect(await find()).toMatchObject({ scope: "global", template: { name: "mine" } });
  put(".chant/templates/spec.md", "ours");
  expect(await find()).toMatchObject({ scope: "project", template: { name: "ours" } });
});

test("a configured default template is a file of the project", async () => {
  put("docs/spec.md", "configured");
  put(".chant/templates/spec.md", "ours");
  const configured = "docs/spec.md";
  expect(await findDefaultTemplate({ ...folders, configured })).toMatchObject({ template: { name: "configured" } });
});

test.each(["nope.md", "../outside.md", "docs", ".", "link.md"])(
  "V1: %j is no default template, and the error names the config",
  async (configured) => {
    put("inside/docs/a.md", "a");
    put("outside.md", "outside");
    if (process.platform !== "win32") symlinkSync("../outside.md", join(root, "inside/link.md"));
    const paths = chantPaths(join(root, "inside"));
    await expect(findDefaultTemplate({ paths, global: undefined, configured })).rejects.toMatchObject({
      code: "CONFIG_INVALID",
    });
  },
);
