import { expect, test } from "vitest";
import { renderTemplateList, renderTemplateShow } from "./templates.ts";

const template = {
  ...{ name: "fix", scope: "project", path: ".chant/templates/fix.md", description: "Fix it" },
  variables: [
    { name: "a", required: true, description: "The a" },
    { name: "b", required: false, default: "1" },
  ],
};

test("templates are listed with what they ask for, or with where to put one", () => {
  const folders = [".chant/templates", "/g"];
  expect(renderTemplateList({ templates: [template], folders, warnings: ["bad."] })).toBe(
    "fix (project)\n  Fix it\n  variables: a*, b\n⚠ bad.\n",
  );
  expect(renderTemplateList({ templates: [], folders, warnings: [] })).toBe(
    "No templates. Put one into .chant/templates or /g.\n",
  );
});

test("a template is shown with its variables, what it sets and the first lines of its body", () => {
  const body = Array.from({ length: 25 }, (_, index) => `line ${index}`).join("\n");
  const text = renderTemplateShow({ ...template, defaults: { labels: ["x", "y"] }, body });
  expect(text).toContain("Variables\n  a (required)  The a\n  b (default: 1)\n\nSets\n  labels: x, y\n\nline 0\n");
  expect(text).toMatch(/line 19\n… 5 more lines\n$/);
});
