import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import type { Scratch } from "./create-scratch.ts";
import { statusOf } from "./invariants.ts";
import { saysStarted, untilStarted } from "./meanwhile.ts";
import { scratch } from "./scratch.ts";
import { attemptsOf, configureWatch, failingSpec, logOf, startWatch, watchOnce } from "./watching.ts";

test("each hook hears once of a spec that is given up: of the failure when it failed, of the attention when it is due", async () => {
  const repo = await scratch();
  const hook = join(repo.base, "hook");
  await writeFile(hook, `read -r told; echo "$1 $told" >> '${hook}.called'\n`);
  const events = ["after_work", "on_failure", "on_needs_attention"];
  await repo.configure("hooks", ...events.map((event) => `${event}: sh '${hook}' ${event}`));
  await configureWatch(repo, { max_retries: 1 });
  const id = await failingSpec(repo);
  expect((await repo.chant("watch", "--json")).code).toBe(4);
  await watchOnce(repo);
  await repo.chant("recover");
  const told = (await readFile(`${hook}.called`, "utf8")).trimEnd().split("\n");
  const calls = told.map((line) => [line.split(" ")[0], JSON.parse(line.slice(line.indexOf(" "))) as unknown]);
  const failed = { outcome: "failed", status: "failed" };
  expect(calls).toMatchObject([
    ["after_work", { ...failed, attempt: 1 }],
    ["on_failure", { ...failed, attempt: 1 }],
    ["after_work", { ...failed, attempt: 2 }],
    ["on_failure", { ...failed, attempt: 2 }],
    [
      "on_needs_attention",
      { outcome: "needs_attention", status: "needs_attention", reason: "gave_up", spec_id: id, attempt: 2 },
    ],
  ]);
  expect(await repo.result("resume", id, "--work")).toMatchObject({ code: 4, outcome: "failed" });
});

/** A spec that fails while watch sees it, in a process of its own. */
async function failingBeforeWatch(repo: Scratch, ...agent: string[]) {
  const go = join(repo.base, "go");
  await repo.agentScript(saysStarted(repo), `while [ ! -e '${go}' ]; do sleep 0.05; done`, ...agent);
  const id = await repo.spec("Write the greeting");
  const worked = repo.result("work", id, "--no-watch");
  await untilStarted(repo);
  const watch = await startWatch(repo);
  await watch.says(`Watching 1 in-progress spec: ${id}`);
  await writeFile(go, "");
  expect(await worked).toMatchObject({ code: 4, outcome: "failed" });
  return { id, watch };
}

test("an agent that just fails at its work leaves a failed spec, which watch tells and does not touch", async () => {
  const repo = await scratch();
  await configureWatch(repo, { on_permanent_failure: "skip" });
  const { id, watch } = await failingBeforeWatch(repo, "echo 'no idea' >&2", "exit 1");
  const ended = await watch.ended;
  expect(ended.code).toBe(4);
  expect(ended.data()).toMatchObject({ ended: "idle", gave_up: [], failed: [id] });
  expect(await statusOf(repo, id)).toBe("failed");
  expect(await logOf(repo)).not.toContain("given up");
  expect((await attemptsOf(repo, id)).map(({ verdict }) => verdict.outcome)).toEqual(["failed"]);
});

test("an error that somebody has to see to is given up at once", async () => {
  const repo = await scratch();
  await configureWatch(repo);
  const refusal = `echo '{"type":"error","class":"auth","message":"log in first"}'`;
  const { id, watch } = await failingBeforeWatch(repo, refusal, "exit 1");
  expect((await watch.ended).data()).toMatchObject({ gave_up: [id], failed: [] });
  expect(await statusOf(repo, id)).toBe("needs_attention");
});

test("what keeps a retry from starting is told, and the spec stays failed until it can be tried again", async () => {
  const repo = await scratch();
  await configureWatch(repo);
  const id = await failingSpec(repo);
  const spec = `.chant/specs/${id}.md`;
  const text = await repo.read(spec);
  await repo.write(spec, text.replace("---\n", "---\ndepends_on: [2020-01-01-001-zzz]\n"));
  const looked = await watchOnce(repo);
  expect(looked).toMatchObject({ code: 4, gave_up: [], failed: [id] });
  expect(await logOf(repo)).toContain(`${id} could not be looked after`);
  expect(await statusOf(repo, id)).toBe("failed");
  await repo.write(spec, text);
  await repo.agent("commit-spec-ticked");
  expect(await watchOnce(repo)).toMatchObject({ code: 0, results: [{ spec_id: id, outcome: "completed" }] });
});

test("with on_permanent_failure: stop watch ends at the first spec that fails for good, which stays failed", async () => {
  const repo = await scratch();
  await configureWatch(repo, { max_retries: 1, on_permanent_failure: "stop" });
  const id = await failingSpec(repo);
  const ended = await repo.chant("watch", "--json", "--poll-interval", "3600000");
  expect(ended.code, ended.stderr).toBe(4);
  expect(ended.stdout).toContain('"ended":"permanent_failure"');
  expect(await statusOf(repo, id)).toBe("failed");
  expect(await watchOnce(repo)).toMatchObject({ code: 0, gave_up: [] });
});

test("a spec that git does not know is given up in its file", async () => {
  const repo = await scratch({ initFlags: ["--silent"] });
  await configureWatch(repo, { max_retries: 1 });
  const id = await failingSpec(repo);
  expect((await repo.chant("watch", "--json")).code).toBe(4);
  expect(await statusOf(repo, id)).toBe("needs_attention");
  expect(await repo.read(`.chant/specs/${id}.md`)).toContain("gave_up: 1 retry did not help");
  expect(await repo.git("log", "--format=%s", "main")).toBe("start\n");
});
