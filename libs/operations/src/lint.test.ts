import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { gitDir, type GitDir } from "@chant/test-kit";
import { expect, onTestFinished, test } from "vitest";
import { createContext } from "./kernel/context.ts";
import { runOperation } from "./kernel/run-operation.ts";
import { lint } from "./lint.ts";

const spec = (fields: string, title = "Title") =>
  `---\n${fields}---\n\n# ${title}\n\n- Add it\n\n## Acceptance Criteria\n\n- [x] It works\n`;
const idOf = (index: number) => `2026-01-22-${String(index).padStart(3, "0")}-abc`;
const pathOf = (id: string) => `.chant/specs/${id}.md`;

/** Enough specs to be remembered, and some that depend on what is around them in every way. */
async function project(): Promise<GitDir> {
  const plain = Array.from({ length: 30 }, (_, index) => [pathOf(idOf(index + 1)), spec("status: completed\n")]);
  return gitDir(
    {
      ".chant/config.md": "---\nproject:\n  name: test\n---\n",
      ...(Object.fromEntries(plain) as Record<string, string>),
      [pathOf("2026-01-23-001-dep")]: spec(`status: pending\ndepends_on: [${idOf(1)}, 2026-01-23-009-zzz]\n`),
      [pathOf("2026-01-23-002-drv")]: spec("type: driver\nstatus: completed\n"),
      [pathOf("2026-01-23-002-drv.1")]: spec("status: pending\ntarget_files: [a.ts]\n"),
      [pathOf("2026-01-23-002-drv.2")]: spec("status: pending\ntarget_files: [b.ts]\n"),
      [pathOf("2026-01-23-003-ctx")]: spec(
        "status: pending\ncontext: ['docs/a.md#usage', docs/b.md]\ntracks: ['lib/*.ts']\n",
      ),
      [pathOf("2026-01-23-004-prm")]: spec("status: pending\nprompt: mine\n"),
      [pathOf("2026-01-23-005-brn")]: spec("status: paused\nbranch: work\n"),
      [pathOf("2026-01-23-006-Low")]: spec("status: pending\nlables: [x]\n"),
      "docs/a.md": "# Usage\n",
    },
    onTestFinished,
  );
}

/** Change times cannot be set, so the clock is: files count as settled once it is past them. */
async function later<T>(run: () => Promise<T>): Promise<T> {
  const now = Date.now;
  Date.now = () => now() + 60_000;
  try {
    return await run();
  } finally {
    Date.now = now;
  }
}

const ask = (dir: GitDir, input: Record<string, unknown> = {}) =>
  later(() => runOperation(lint, input, createContext({ cwd: dir.path, env: dir.env, surface: "cli" })));
const storeOf = (dir: GitDir, name = "") => join(dir.path, ".chant/.store", name);

async function fromScratch(dir: GitDir) {
  await rm(storeOf(dir), { recursive: true, force: true });
  return ask(dir);
}

test("what was judged before is not judged again", async () => {
  const dir = await project();
  const first = await ask(dir);
  expect(await ask(dir)).toEqual(first);
  const file = storeOf(dir, "judgements.snapshot");
  writeFileSync(file, readFileSync(file, "latin1").replace("lables", "labels"), "latin1");
  const messages = (await ask(dir)).diagnostics.map(({ message }) => message);
  expect(messages).toContain("The key labels is none that chant knows.");
  expect(first.diagnostics.map(({ message }) => message)).toContain("The key lables is none that chant knows.");
});

const remove = (dir: GitDir, path: string) => rm(join(dir.path, path));

/** Each changes what is said of a spec whose own file stays as it is, but for the first. */
const changes: readonly (readonly [string, (dir: GitDir) => Promise<unknown>])[] = [
  ["a spec is edited", (dir) => dir.write({ [pathOf(idOf(2))]: "---\nstatus: completed\n---\n\nNo title.\n" })],
  ["a spec is removed", (dir) => remove(dir, pathOf(idOf(3)))],
  ["a dependency appears", (dir) => dir.write({ [pathOf("2026-01-23-009-zzz")]: spec("status: pending\n") })],
  ["a dependency is removed", (dir) => remove(dir, pathOf(idOf(1)))],
  ["a dependency is cancelled", (dir) => dir.write({ [pathOf(idOf(1))]: spec("status: cancelled\n") })],
  ["a dependency leads back", (dir) => dir.write({ [pathOf(idOf(1))]: spec("depends_on: [2026-01-23-001-dep]\n") })],
  [
    "a dependency lies in the archive",
    (dir) => dir.write({ ".chant/archive/2026-01-23/2026-01-23-009-zzz.md": spec("") }),
  ],
  ["a member is completed", (dir) => dir.write({ [pathOf("2026-01-23-002-drv.1")]: spec("status: completed\n") })],
  ["a member shares files", (dir) => dir.write({ [pathOf("2026-01-23-002-drv.1")]: spec("target_files: [b.ts]\n") })],
  ["a member is added", (dir) => dir.write({ [pathOf(`${idOf(4)}.1`)]: spec("status: pending\n") })],
  [
    "all members go",
    async (dir) => {
      await remove(dir, pathOf("2026-01-23-002-drv.1"));
      await remove(dir, pathOf("2026-01-23-002-drv.2"));
    },
  ],
  ["a driver goes", (dir) => remove(dir, pathOf("2026-01-23-002-drv"))],
  ["a file that context names appears", (dir) => dir.write({ "docs/b.md": "# B\n" })],
  ["a file that context names goes", (dir) => remove(dir, "docs/a.md")],
  ["a heading is another", (dir) => dir.write({ "docs/a.md": "# Use\n" })],
  ["a file for a pattern appears", (dir) => dir.write({ "lib/a.ts": "" })],
  ["a prompt appears", (dir) => dir.write({ ".chant/prompts/mine.md": "---\nname: mine\n---\n{{odd}}\n" })],
  [
    "a level is another",
    (dir) => dir.write({ ".chant/config.md": "---\nproject:\n  name: test\nlint:\n  disable: [prompt]\n---\n" }),
  ],
  [
    "the default prompt is another",
    (dir) => dir.write({ ".chant/config.md": "---\nproject:\n  name: test\ndefaults:\n  prompt: none\n---\n" }),
  ],
  [
    "words are others",
    (dir) =>
      dir.write({
        ".chant/config.md": "---\nproject:\n  name: test\nlint:\n  words:\n    verbs: [add, it]\n---\n",
      }),
  ],
  ["a twin appears", (dir) => dir.write({ [pathOf("2026-01-23-006-low")]: spec("status: pending\n") })],
  ["a second file claims an id", (dir) => dir.write({ [`.chant/specs/sub/${idOf(5)}.md`]: spec("status: pending\n") })],
  ["a branch appears", (dir) => dir.git("branch", "work")],
];

test.each(changes)("where %s, all is said that is said from scratch", async (_, change) => {
  const dir = await project();
  const before = await ask(dir);
  await ask(dir);
  expect(existsSync(storeOf(dir, "judgements.snapshot"))).toBe(true);
  await change(dir);
  const after = await ask(dir);
  const scratch = await fromScratch(dir);
  expect(after).toEqual(scratch);
  expect(after).not.toEqual(before);
  expect(await ask(dir)).toEqual(scratch);
});

test("where a branch is deleted, all is said that is said from scratch", async () => {
  const dir = await project();
  await dir.git("branch", "work");
  const before = await ask(dir);
  await dir.git("branch", "-D", "work");
  const after = await ask(dir);
  expect(after).not.toEqual(before);
  expect(after).toEqual(await fromScratch(dir));
});

test("reasons change nothing that is said without them", async () => {
  const dir = await project();
  const brief = await ask(dir);
  const { specs, ...rest } = await ask(dir, { verbose: true });
  const withoutReasons = specs.map(({ why, suggestions, ...one }) => {
    expect([why, suggestions]).not.toContain(undefined);
    return one;
  });
  expect({ specs: withoutReasons, ...rest }).toEqual(brief);
});
