import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { gitDir } from "@chant/test-kit";
import { expect, onTestFinished, test } from "vitest";
import { createContext } from "./kernel/context.ts";
import { runOperation } from "./kernel/run-operation.ts";
import { migrate } from "./migrate.ts";

const [old, plain, archived, broken] = [
  "2026-01-20-001-aaa",
  "2026-01-21-001-bbb",
  "2026-01-22-001-ccc",
  "2026-01-23-001-ddd",
];

const oldText = `---\r
# keep me\r
state: open   # a comment\r
type: feature\r
commit: 0123abc\r
context:\r
  - docs/a.md\r
  - derived_team=core\r
note: 'mine'\r
---\r
\r
# Old\r
status: done\r
`;

async function project() {
  const dir = await gitDir(
    {
      ".chant/config.md": "---\n# ours\nsilent: false\nproject:\n  name: x # name\nwatch:\n  poll_interval: 5s\n---\n",
      [`.chant/specs/${old}.md`]: oldText,
      [`.chant/specs/${plain}.md`]: "---\nstatus: pending\n---\n\n# Plain\n",
      [`.chant/specs/${broken}.md`]: "---\nstatus: [\n---\n\n# Broken\n",
      [`.chant/archive/${archived}.md`]: "---\nstatus: done\n---\n\n# Gone\n",
      "user.txt": "1\n",
    },
    onTestFinished,
  );
  const run = (input: Record<string, unknown>) =>
    runOperation(
      migrate,
      input,
      createContext({ cwd: dir.path, env: { ...dir.env, CHANT_TEST: "1" }, surface: "cli" }),
    );
  const read = (path: string) => readFile(join(dir.path, path), "utf8");
  return { ...dir, run, read };
}

test("without --apply it only tells what it would do", async () => {
  const { run, git } = await project();
  const { applied, files, unchanged, skipped } = await run({});
  expect([applied, unchanged]).toEqual([false, 1]);
  expect(skipped).toEqual([{ path: `.chant/specs/${broken}.md`, why: "its header cannot be read" }]);
  expect(files).toEqual([
    {
      path: ".chant/config.md",
      changes: ["'silent' → 'project.silent'"],
      manual: ["'watch.poll_interval' → 'watch.poll_interval_ms'"],
    },
    {
      path: `.chant/specs/${old}.md`,
      changes: [
        "'state' → 'status'",
        "'commit' → 'commits'",
        "'type: feature' → 'type: code'",
        "'status: open' → 'status: pending'",
        "derived_… entries of context → fields team",
      ],
    },
    {
      path: `.chant/archive/${archived}.md`,
      to: `.chant/archive/2026-01-22/${archived}.md`,
      changes: ["'status: done' → 'status: completed'"],
    },
  ]);
  expect(await git("status", "--porcelain")).toBe("");
});

test("--apply changes the bytes it must, commits those files and nothing else, and has nothing to do after that", async () => {
  const { run, read, git, write } = await project();
  await write({ "user.txt": "2\n" });
  expect(await run({ apply: true })).toMatchObject({ applied: true, committed: true });
  const lines = (await read(`.chant/specs/${old}.md`)).split("\r\n");
  expect(lines).toEqual([
    ...[
      "---",
      "# keep me",
      "status: pending   # a comment",
      "type: code",
      "commits: 0123abc",
      "context:",
      "  - docs/a.md",
    ],
    ...["note: 'mine'", "team: core", "derived_fields:", "  - team", "---", "", "# Old", "status: done", ""],
  ]);
  expect(await read(".chant/config.md")).toBe(
    "---\n# ours\nproject:\n  name: x # name\n  silent: false\nwatch:\n  poll_interval: 5s\n---\n",
  );
  const shown = await git("show", "--format=%s", "--name-status", "--no-renames", "HEAD");
  expect(shown.split("\n")).toEqual([
    "chant: migrate 3 files",
    "",
    `D\t.chant/archive/${archived}.md`,
    `A\t.chant/archive/2026-01-22/${archived}.md`,
    "M\t.chant/config.md",
    `M\t.chant/specs/${old}.md`,
  ]);
  expect(await git("status", "--porcelain")).toBe(" M user.txt");
  const { files } = await run({ apply: true });
  expect(files.flatMap(({ changes }) => changes)).toEqual([]);
});
