import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { chantPaths } from "@chant/core/store";
import { expect, onTestFinished, test } from "vitest";
import { readLiveRecords } from "./live-records.ts";
import {
  findLatestRecord,
  findLiveAttempt,
  findLiveRecord,
  listLiveRecords,
  runPaths,
  settleRecord,
  writeRecord,
  type RunRecord,
} from "./run-record.ts";

async function open() {
  const root = await mkdtemp(join(tmpdir(), "chant-records-"));
  onTestFinished(() => rm(root, { recursive: true, force: true }));
  const paths = chantPaths(root);
  await mkdir(paths.processes, { recursive: true });
  return paths;
}

function record(spec_id: string, attempt = 1): RunRecord {
  return {
    ...{ process_id: `${spec_id}-${attempt}`, spec_id, attempt, mode: "single", phase: "running", intent: "run" },
    ...{ tracked: true, edited: false, spec_path: `.chant/specs/${spec_id}.md`, status_before: "pending" },
    ...{ target: "main", target_checked_out: true, branch: `chant/${spec_id}`, continued: false },
    supervisor: { pid: 1, start_time: "1", host: "here" },
    ...{ provider: "claude", prompt: "standard", started_at: "2026-01-22T15:30:00Z", commits: [] },
    options: { allow_no_commits: false, skip_criteria: false, skip_approval: false, skip_deps: false, merge: true },
  };
}

test.each([
  ["", "it is empty"],
  ["\n", "it is empty"],
  ["\0\0\0\0", "it is not JSON"],
  [JSON.stringify(record("b")).slice(0, 300), "it is not JSON, or not all of it"],
  ["null", "it is not JSON"],
  ["[]", "it is not JSON"],
  ["{}", "its process_id is missing or wrong"],
  [JSON.stringify({ ...record("b"), phase: "dreaming" }), "its phase is missing or wrong"],
  [JSON.stringify({ ...record("b"), commits: "none" }), "its commits is missing or wrong"],
  [JSON.stringify(record("c")), "it is that of c-1"],
])("a record of %j is told with what is wrong, and all others are read", async (text, why) => {
  const paths = await open();
  await writeRecord(paths, record("a"));
  const path = join(paths.processes, "b-1.json");
  await writeFile(path, text);
  expect((await listLiveRecords(paths)).map(({ spec_id }) => spec_id)).toEqual(["a"]);
  const { damaged } = await readLiveRecords(paths);
  expect(damaged).toEqual([{ spec_id: "b", attempt: 1, path, why: expect.stringContaining(why) as string }]);
  expect(await findLiveRecord(paths, "a")).toMatchObject({ spec_id: "a" });
  expect(await findLiveAttempt(paths, "b")).toBe(1);
  await expect(findLiveRecord(paths, "b")).rejects.toMatchObject({
    code: "STATE_RUN_UNFINISHED",
    fix: "chant recover",
  });
});

test("whose a damaged record is tells its name, whatever hyphens the id has; another name is nobody's", async () => {
  const paths = await open();
  for (const name of ["2026-01-01-001-aaa-12", "2026-01-01-001-aaa.1-2", "stray"])
    await writeFile(join(paths.processes, `${name}.json`), "");
  await mkdir(join(paths.processes, "folder-3.json"));
  const { damaged } = await readLiveRecords(paths);
  expect(damaged.map(({ spec_id, attempt }) => [spec_id, attempt]).sort()).toEqual([
    ["2026-01-01-001-aaa", 12],
    ["2026-01-01-001-aaa.1", 2],
    ["folder", 3],
    ["stray", 0],
  ]);
});

test("a settled record that cannot be read is none", async () => {
  const paths = await open();
  await settleRecord(paths, record("a"));
  expect(await findLatestRecord(paths, "a")).toMatchObject({ attempt: 1 });
  await writeFile(runPaths(paths, record("a")).settled, "{");
  expect(await findLatestRecord(paths, "a")).toBeUndefined();
});
