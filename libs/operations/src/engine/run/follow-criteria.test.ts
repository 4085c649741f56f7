import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { testDir } from "@chant/test-kit";
import { expect, onTestFinished, test } from "vitest";
import { createContext } from "../../kernel/context.ts";
import type { ProgressEvent } from "../../kernel/progress.ts";
import { followCriteria } from "./follow-criteria.ts";
import type { Run } from "./run.ts";

function text(...boxes: string[]): string {
  return `---\nstatus: in_progress\n---\n# One\n\n## Acceptance Criteria\n\n${boxes.map((box) => `- [${box}] it\n`).join("")}`;
}

function follow(worktree: string, watched = true): ProgressEvent[] {
  const told: ProgressEvent[] = [];
  const report = (event: ProgressEvent) => void told.push(event);
  const context = createContext({ cwd: worktree, env: {}, surface: "cli", report, watched });
  onTestFinished(followCriteria({ context, record: { spec_id: "001", spec_path: "001.md", worktree } } as Run));
  return told;
}

test("tells how many criteria are ticked at first, and when that changes", async () => {
  const { path } = await testDir({ "001.md": text(" ", " ") }, onTestFinished);
  const told = follow(path);
  await expect.poll(() => told).toEqual([{ type: "criteria", spec_id: "001", ticked: 0, total: 2 }]);
  await writeFile(join(path, "001.md"), `${text("x", " ")}\nA word.\n`);
  await expect.poll(() => told, { timeout: 10_000 }).toHaveLength(2);
  expect(told[1]).toMatchObject({ ticked: 1, total: 2 });
});

test("goes on when the agent takes the file away for a while", async () => {
  const { path } = await testDir({}, onTestFinished);
  const told = follow(path);
  await writeFile(join(path, "001.md"), text("x"));
  await expect.poll(() => told, { timeout: 10_000 }).toHaveLength(1);
});

test("reads nothing where nobody looks", () => {
  const told = follow("/nowhere", false);
  expect(told).toEqual([]);
});
