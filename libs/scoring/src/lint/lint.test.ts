import { createGraph, parseSpec, type GraphNode } from "@chant/core";
import { expect, test } from "vitest";
import { lintSpec } from "./lint.ts";

const id = "2026-01-22-001-abc";
const other = "2026-01-22-002-def";
const done = "\n## Acceptance Criteria\n\n- [ ] It works\n";

function node(of: string, depends_on: readonly string[] = []): GraphNode {
  return { id: of, status: "pending", type: "code", readable: true, depends_on };
}

function lint(header: string, body: string, nodes: readonly GraphNode[] = [node(id), node(other)]): string[] {
  const spec = parseSpec(`---\n${header}---\n\n${body}`, { id });
  return lintSpec(spec, { graph: createGraph(nodes) }).map(({ rule, severity }) => `${severity} ${rule}`);
}

test("finds nothing in a spec with a title, criteria and known dependencies", () => {
  expect(lint(`status: pending\ndepends_on: [${other}]\n`, `# Title\n${done}`)).toEqual([]);
});

test.each([
  ["no title", "status: pending\n", done, ["error title"]],
  ["no criteria", "status: pending\n", "# Title\n", ["warning criteria"]],
  ["an unknown dependency", "depends_on: [2026-01-22-009-zzz]\n", `# Title\n${done}`, ["error dependency"]],
  ["a dependency that is no id", 'depends_on: ["../secret"]\n', `# Title\n${done}`, ["error dependency"]],
  [
    "a decision without who and when",
    "approval:\n  required: true\n  status: approved\n",
    `# T\n${done}`,
    ["error approval", "error approval"],
  ],
  [
    "an open decision that names somebody",
    "approval:\n  required: true\n  status: pending\n  by: me\n",
    `# T\n${done}`,
    ["error approval"],
  ],
])("reports %s", (_, header, body, expected) => {
  expect(lint(header, body)).toEqual(expected);
});

test("a circle of dependencies names its members", () => {
  const spec = parseSpec(`---\ndepends_on: [${other}]\n---\n\n# T\n${done}`, { id });
  const graph = createGraph([node(id, [other]), node(other, [id])]);
  const [finding] = lintSpec(spec, { graph });
  expect(finding?.message).toBe(`It depends on itself: ${id} → ${other} → ${id}.`);
});

test("a spec that cannot be read has only the finding that says why", () => {
  const findings = lintSpec(parseSpec("---\nstatus: [\n---\n", { id }), { graph: createGraph([]) });
  expect(findings.map((finding) => finding.rule)).toEqual(["parse"]);
  expect(findings[0]?.place).toBeDefined();
});
