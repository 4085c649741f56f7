import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { gitDir } from "@chant/test-kit";
import { expect, onTestFinished, test } from "vitest";
import { derive } from "./derive.ts";
import { createContext } from "./kernel/context.ts";
import { runOperation } from "./kernel/run-operation.ts";

const [one, other, broken] = ["2026-01-22-001-aaa", "2026-01-22-002-bbb", "2026-01-22-003-ccc"];

const rules = `enterprise:
  derived:
    ticket:
      from: branch
      pattern: "([A-Z]+-\\\\d+)"
    area:
      from: path
      pattern: "specs/(\\\\w+)/"
      validate: { type: enum, values: [ui] }
    author:
      from: git_user
      pattern: email
`;

async function project(config = rules) {
  const dir = await gitDir(
    {
      ".chant/config.md": `---\n${config}---\n`,
      [`.chant/specs/api/${one}.md`]: "---\nstatus: pending # now\n---\n\n# One\n",
      [`.chant/specs/${other}.md`]: "---\nstatus: pending\nticket: MINE-1\nauthor: me\n---\n\n# Other\n",
      [`.chant/specs/${broken}.md`]: "---\nstatus: [\n---\n",
    },
    onTestFinished,
  );
  await dir.git("switch", "-qc", "feature/PROJ-12-x");
  const run = (input: Record<string, unknown>) =>
    runOperation(derive, input, createContext({ cwd: dir.path, env: { ...dir.env, CHANT_TEST: "1" }, surface: "cli" }));
  return { ...dir, run, read: (path: string) => readFile(join(dir.path, path), "utf8") };
}

test("fills in what branch, path and user say, in one commit of exactly those files", async () => {
  const { run, read, git, write } = await project();
  await write({ "mine.txt": "1\n" });
  const output = await run({ all: true });
  const warnings = ['area is "api", which is none of ui.'];
  const values = { ticket: "PROJ-12", area: "api", author: "test@example.com" };
  expect(output).toMatchObject({ rules: 3, unchanged: 1, committed: true });
  expect(output.specs).toEqual([
    { id: one, values, warnings },
    { id: broken, values: {}, warnings: [], skipped: "its header cannot be read" },
  ]);
  expect(await read(`.chant/specs/api/${one}.md`)).toBe(
    "---\nstatus: pending # now\nticket: PROJ-12\narea: api\nauthor: test@example.com\nderived_fields:\n  - ticket\n  - area\n  - author\n---\n\n# One\n",
  );
  expect(await git("show", "--format=%s", "--name-only", "HEAD")).toBe(
    `chant: derive fields of ${one}\n\n.chant/specs/api/${one}.md`,
  );
  expect(await git("status", "--porcelain")).toBe("?? mine.txt");
});

test("what derivation filled in is refreshed when its source changes, and nothing happens twice", async () => {
  const { run, read, git } = await project();
  await run({ id: one });
  expect((await run({ id: one })).specs.map(({ values }) => values)).toEqual([{}]);
  await git("switch", "-qc", "feature/PROJ-13");
  expect((await run({ id: one })).specs[0]?.values).toEqual({ ticket: "PROJ-13" });
  expect(await read(`.chant/specs/api/${one}.md`)).toContain("ticket: PROJ-13\n");
});

test("a dry run changes nothing", async () => {
  const { run, git } = await project();
  expect((await run({ all: true, dry_run: true })).committed).toBe(false);
  expect(await git("status", "--porcelain")).toBe("");
});

test("without rules it says so, without a spec it asks for one", async () => {
  const { run } = await project("");
  expect(await run({})).toMatchObject({ rules: 0, specs: [] });
  await expect((await project()).run({})).rejects.toMatchObject({ code: "INPUT_MISSING" });
});
