import { readFile } from "node:fs/promises";
import { gitDir, type GitDir } from "@chant/test-kit";
import { expect, onTestFinished, test } from "vitest";
import { add, splitDescription } from "./add.ts";
import { createContext } from "./kernel/context.ts";
import { runOperation } from "./kernel/run-operation.ts";

async function project(files: Record<string, string> = {}): Promise<GitDir> {
  return gitDir({ ".chant/config.md": "---\nproject:\n  name: test\n---\n", ...files }, onTestFinished);
}

function addTo(dir: GitDir, input: Record<string, unknown>) {
  const env = { ...dir.env, CHANT_TEST: "1", CHANT_NOW: "2026-01-22T12:00:00" };
  return runOperation(add, input, createContext({ cwd: dir.path, env, surface: "cli" }));
}

test("a spec is a file with a header and a title, in a commit of its own", async () => {
  const dir = await project();
  const { id, path, committed } = await addTo(dir, { description: "Add a health check", label: ["api"] });
  expect(id).toMatch(/^2026-01-22-001-[0-9a-z]{3}$/);
  expect(committed).toBe(true);
  expect(await readFile(path, "utf8")).toBe(
    "---\ntype: code\nstatus: pending\nlabels:\n  - api\n---\n\n# Add a health check\n",
  );
  expect(await dir.git("show", "--format=%B", "--name-only", "HEAD")).toBe(
    `chant: add ${id}\n\nChant-Spec: ${id}\n\n\n.chant/specs/${id}.md`,
  );
});

test("many at once get an id, a file and a commit each", async () => {
  const dir = await project();
  const descriptions = Array.from({ length: 8 }, (_, index) => `Spec ${index}`);
  const added = await Promise.all(descriptions.map((description) => addTo(dir, { description })));
  expect(new Set(added.map((one) => one.id)).size).toBe(8);
  expect(await dir.git("rev-list", "--count", "HEAD")).toBe("9");
  expect(await dir.git("status", "--porcelain")).toBe("");
});

test("--no-commit leaves the file to the user", async () => {
  const dir = await project();
  expect(await addTo(dir, { description: "One", commit: false })).toMatchObject({ committed: false, notices: [] });
  expect(await dir.git("status", "--porcelain")).toBe("?? .chant/specs/");
});

test("a dependency is given by a short id and written whole; an unknown one is refused and nothing is added", async () => {
  const dir = await project();
  const first = await addTo(dir, { description: "First" });
  const second = await addTo(dir, { description: "Second", depends_on: [first.id.slice(-7)] });
  expect(await readFile(second.path, "utf8")).toContain(`depends_on:\n  - ${first.id}\n`);
  const refused = addTo(dir, { description: "Third", depends_on: ["nothing"] });
  await expect(refused).rejects.toMatchObject({ code: "INPUT_SPEC_NOT_FOUND" });
  expect(await dir.git("rev-list", "--count", "HEAD")).toBe("3");
});

test.each([
  ["Short. Two sentences.", "Short. Two sentences.", ""],
  ["Title line\nand a body\nof lines", "Title line", "and a body\nof lines"],
  [
    `${"A long first sentence ".repeat(4)}ends. And the rest.`,
    `${"A long first sentence ".repeat(4)}ends`,
    "And the rest.",
  ],
])("a description %j is a title and a body", (description, title, body) => {
  expect(splitDescription(description)).toEqual({ title, body });
});

test("an empty description is refused", () => {
  expect(() => splitDescription(" \n ")).toThrow(expect.objectContaining({ code: "INPUT_MISSING" }));
});

const bug = `---
name: bug-fix
variables:
  - name: part
    required: true
labels: [bug, "{{part}}"]
type: task
---
# Fix {{part}}: {{description}}

On {{date}} in {{project}} as {{id}}, {{left}}.
`;

test("a template makes the text; labels of both are there, and what the user says wins", async () => {
  const dir = await project({ ".chant/templates/bug.md": bug });
  const given = { label: ["urgent"], type: "code", criterion: ["It works"], needs_approval: true };
  const input = { description: "it fails", template: "bug-fix", var: ["part=a=b", "other=x"], ...given };
  const { id, path, notices, template } = await addTo(dir, input);
  const text = await readFile(path, "utf8");
  expect(template).toBe("bug-fix");
  expect(text).toContain("type: code\n");
  expect(text).toContain("labels:\n  - bug\n  - a=b\n  - urgent\n");
  expect(text).toContain("approval:\n  required: true\n  status: pending\n");
  expect(text).toContain(`# Fix a=b: it fails\n\nOn 2026-01-22 in test as ${id}, {{left}}.\n`);
  expect(text).toMatch(/\n## Acceptance Criteria\n\n- \[ \] It works\n$/);
  expect(notices).toEqual([
    "The template bug-fix does not use --var other.",
    "{{left}} has no value and stays as it is.",
  ]);
  expect(await dir.git("log", "-1", "--format=%s")).toBe(`chant: add ${id} from template bug-fix`);
});

test("a template without a title of its own gets the user's; one with a title and no place for the user's says so", async () => {
  const plain = "---\nname: plain\n---\nOnly words.\n";
  const titled = "---\nname: titled\n---\n# Mine\n";
  const dir = await project({ ".chant/templates/plain.md": plain, ".chant/templates/titled.md": titled });
  const one = await addTo(dir, { description: "Title\nand body", template: "plain" });
  expect(await readFile(one.path, "utf8")).toContain("\n# Title\n\nand body\n\nOnly words.\n");
  const two = await addTo(dir, { description: "Yours", template: "titled" });
  expect(two.notices).toEqual([
    "The template titled has a title of its own and no {{description}}: yours is not used.",
  ]);
});

test("the project's spec.md is the template of specs that name none, and needs no name", async () => {
  const dir = await project({
    ".chant/templates/spec.md": "---\nstatus: pending\n---\n\n# {{description}}\n\n## Context\n",
  });
  const { path } = await addTo(dir, { description: "With context" });
  expect(await readFile(path, "utf8")).toContain("# With context\n\n## Context\n");
});

test.each([
  [{ template: "none" }, "INPUT_INVALID"],
  [{ template: "bug-fix", var: ["part"] }, "INPUT_INVALID"],
  [{ template: "bug-fix" }, "INPUT_MISSING"],
  [{}, "INPUT_MISSING"],
  [{ description: "x", project: "a/b" }, "INPUT_INVALID"],
  [{ description: "x", group: "none" }, "INPUT_SPEC_NOT_FOUND"],
])("%j is refused with %s, and nothing is written", async (input, code) => {
  const dir = await project({ ".chant/templates/bug.md": bug });
  await expect(addTo(dir, input)).rejects.toMatchObject({ code });
  expect(await dir.git("status", "--porcelain")).toBe("");
});

test("a prefix of its own is part of the id", async () => {
  const { id } = await addTo(await project(), { description: "x", project: "auth" });
  expect(id).toMatch(/^auth-2026-01-22-001-[0-9a-z]{3}$/);
});

test("a member gets the next number of its driver, and never waits for what waits for its driver", async () => {
  const dir = await project();
  const driver = await addTo(dir, { description: "Driver", type: "driver" });
  const waits = await addTo(dir, { description: "Waits", depends_on: [driver.id] });
  const first = await addTo(dir, { description: "First", group: driver.id });
  const second = await addTo(dir, { description: "Second", group: driver.id.slice(-3), depends_on: [first.id] });
  expect([first.id, second.id]).toEqual([`${driver.id}.1`, `${driver.id}.2`]);
  for (const depends_on of [[driver.id], [waits.id]]) {
    const circle = addTo(dir, { description: "Third", group: driver.id, depends_on });
    await expect(circle).rejects.toMatchObject({ code: "DEP_CYCLE" });
  }
  await expect(addTo(dir, { description: "x", group: driver.id, project: "a" })).rejects.toMatchObject({
    code: "INPUT_INVALID",
  });
});

test("the answer says how good the spec is, and nothing that is found stops it", async () => {
  const dir = await project({ ".chant/specs/2026-01-20-001-aaa.md": "---\nstatus: pending\n---\n\n# Other\n" });
  const { quality, findings, committed } = await addTo(dir, { description: "improve things", prompt: "nowhere" });
  expect(quality).toMatchObject({ light: "refine", color: "red", complexity: { grade: "A", criteria: 0 } });
  expect(quality.suggestions.length).toBeGreaterThan(0);
  expect(findings.map(({ rule }) => rule)).toContain("criteria");
  expect(committed).toBe(true);
});
