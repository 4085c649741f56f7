import { readFile } from "node:fs/promises";
import { gitDir, type GitDir } from "@chant/test-kit";
import { expect, onTestFinished, test } from "vitest";
import { add, splitDescription } from "./add.ts";
import { createContext } from "./kernel/context.ts";
import { runOperation } from "./kernel/run-operation.ts";

async function project(): Promise<GitDir> {
  return gitDir({ ".chant/config.md": "---\nproject:\n  name: test\n---\n" }, onTestFinished);
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
