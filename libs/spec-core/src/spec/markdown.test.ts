import { expect, test } from "vitest";
import { parseBody, sectionsOf } from "./markdown.ts";
import { parseSpec } from "./parse.ts";

test("sections reach to the next heading of their level or above", () => {
  const spec = parseSpec("---\nx: 1\n---\n# T\n\n## A\n\n### B `c`\n\ntext\n\n## D\n", { id: "a" });
  expect(sectionsOf(spec).map(({ name, start, end }) => [name, spec.body.slice(start, end)])).toEqual([
    ["T", spec.body],
    ["A", "## A\n\n### B `c`\n\ntext\n\n"],
    ["B `c`", "### B `c`\n\ntext\n\n"],
    ["D", "## D\n"],
  ]);
});

test("a body is parsed once a document", () => {
  const spec = parseSpec("# T\n", { id: "a" });
  expect(parseBody(spec)).toBe(parseBody(spec));
});
