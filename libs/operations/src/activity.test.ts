import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { gitDir } from "@chant/test-kit";
import { expect, onTestFinished, test } from "vitest";
import { activity } from "./activity.ts";
import { createContext } from "./kernel/context.ts";
import { runOperation } from "./kernel/run-operation.ts";

const spec = (fields: string, title: string) => `---\n${fields}---\n\n# ${title}\n`;

const [first, second] = ["2026-01-22-001-aaa", "2026-01-22-002-bbb"];
const firstFile = `.chant/specs/${first}.md`;

async function history() {
  const dir = await gitDir({ ".chant/config.md": "---\n---\n" }, onTestFinished);
  let hour = 0;
  const commit = async (message: string, files: Record<string, string> = {}, by = "alice") => {
    await dir.write(files);
    await dir.git("add", "-A");
    const date = `2026-01-22T${String(++hour).padStart(2, "0")}:00:00Z`;
    const env = { ...dir.env, GIT_COMMITTER_DATE: date };
    const author = `--author=${by} <${by}@example.com>`;
    await promisify(execFile)("git", ["commit", "-q", "--allow-empty", author, "-m", message], { cwd: dir.path, env });
  };
  await commit("start", { [firstFile]: spec("status: pending\n", "One") });
  const warnings: string[] = [];
  const run = async (input: Record<string, unknown> = {}) => {
    const env = { ...dir.env, CHANT_TEST: "1", CHANT_NOW: "2026-01-22T12:00:00Z" };
    const report = (event: { type: string; message?: string }) => void warnings.push(`${event.type}: ${event.message}`);
    const context = createContext({ cwd: dir.path, env, surface: "cli", report: report as never });
    const output = await runOperation(activity, input, context);
    return { ...output, told: output.activity.map(({ kind, spec_id, author }) => `${kind} ${spec_id} ${author}`) };
  };
  return { dir, commit, run, warnings };
}

test("tells who created, approved, worked, completed and archived a spec, newest first and each once", async () => {
  const { dir, commit, run } = await history();
  const approval = (status: string) => `approval:\n  required: true\n  status: ${status}\n`;
  await commit(
    "new",
    { [`.chant/specs/${second}.md`]: spec(`status: pending\nlabels: [api]\n${approval("pending")}`, "Two") },
    "bob",
  );
  await commit("chant: approve", {
    [`.chant/specs/${second}.md`]: spec(`status: pending\nlabels: [api]\n${approval("approved")}`, "Two"),
  });
  await commit(`chant(${first}): half of it`, { "src/a.ts": "1\n" }, "agent");
  await commit(`chant(${first}): the rest`, { "src/a.ts": "2\n" }, "agent");
  await commit("chant: finalize", { [firstFile]: spec("status: completed\n", "One") }, "agent");
  await commit("words", { [firstFile]: spec("status: completed\n", "One and only") }, "bob");
  await dir.git("rm", "-q", firstFile);
  await commit("chant: archive", {
    [`.chant/archive/2026-01-22/${first}.md`]: spec("status: completed\n", "One and only"),
  });
  const { told, more } = await run({ since: "2026-01-22T01:30:00Z" });
  expect(told).toEqual([
    `ARCHIVED ${first} alice`,
    `EDITED ${first} bob`,
    `COMPLETED ${first} agent`,
    `WORKED ${first} agent`,
    `APPROVED ${second} alice`,
    `CREATED ${second} bob`,
  ]);
  expect((await run()).told.at(-1)).toBe(`CREATED ${first} alice`);
  expect(more).toBe(false);
  expect((await run({ by: "BOB@example", since: "1d" })).told).toHaveLength(2);
  expect((await run({ spec: "002-b" })).told).toEqual([`APPROVED ${second} alice`, `CREATED ${second} bob`]);
  const limited = await run({ label: ["api"], limit: 1 });
  expect([limited.told, limited.more]).toEqual([[`APPROVED ${second} alice`], true]);
  const [newest] = (await run({ spec: first })).activity;
  expect(newest).toMatchObject({ title: "One and only" });
});

test("a status in the text of a spec, and the commits of an older version, decide nothing", async () => {
  const { commit, run } = await history();
  await commit("words", { [firstFile]: `${spec("status: pending\n", "One")}\nstatus: completed\n` });
  await commit(`chant(${first}): approve spec`, {});
  expect((await run()).told).toEqual([`EDITED ${first} alice`, `CREATED ${first} alice`]);
});

test("an m is still a month here, with a word about it; what is no time is refused", async () => {
  const { run, warnings } = await history();
  await run({ since: "1m" });
  expect(warnings).toEqual(["warning: --since 1m is read as months, as before; write 1mo."]);
  await expect(run({ since: "soon" })).rejects.toMatchObject({ code: "INPUT_INVALID" });
});
