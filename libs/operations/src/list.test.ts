import { gitDir } from "@chant/test-kit";
import { expect, onTestFinished, test } from "vitest";
import { createContext } from "./kernel/context.ts";
import { runOperation } from "./kernel/run-operation.ts";
import { list } from "./list.ts";

const spec = (fields: string, title: string) => `---\n${fields}---\n\n# ${title}\n`;

const specs = {
  "2026-01-22-001-aaa.md": spec("status: completed\n", "Done"),
  "2026-01-22-002-bbb.md": spec("status: pending\nlabels: [api]\n", "Ready"),
  "2026-01-22-003-ccc.md": spec("status: pending\ndepends_on: [2026-01-22-002-bbb]\n", "Waits"),
  "2026-01-22-004-ddd.md": spec("status: cancelled\ntype: research\n", "Dropped"),
  "2026-01-22-005-eee.md": "---\nstatus: [\n---\n\n# Broken\n",
};

async function titles(input: Record<string, unknown>): Promise<string[]> {
  const tree = Object.fromEntries(Object.entries(specs).map(([name, text]) => [`.chant/specs/${name}`, text]));
  const dir = await gitDir({ ".chant/config.md": "---\n---\n", ...tree }, onTestFinished);
  const result = await runOperation(list, input, createContext({ cwd: dir.path, env: dir.env, surface: "cli" }));
  return result.specs.map((one) => one.title);
}

test.each([
  [{}, ["Done", "Ready", "Waits", "Broken"]],
  [{ ready: true }, ["Ready"]],
  [{ status: ["blocked"] }, ["Waits"]],
  [{ status: ["cancelled", "completed"] }, ["Done", "Dropped"]],
  [{ label: ["api"] }, ["Ready"]],
  [{ type: "research", status: ["cancelled"] }, ["Dropped"]],
  [{ count: true }, []],
])("with %j lists %j", async (input, expected) => {
  expect(await titles(input)).toEqual(expected);
});
