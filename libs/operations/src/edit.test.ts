import { gitDir } from "@chant/test-kit";
import { expect, onTestFinished, test } from "vitest";
import { edit } from "./edit.ts";
import { createContext } from "./kernel/context.ts";
import { runOperation } from "./kernel/run-operation.ts";

const [active, archived] = ["2026-01-22-001-aaa", "2026-01-20-001-bbb"];

async function project() {
  const spec = "---\nstatus: pending\n---\n\n# One\n";
  const dir = await gitDir(
    { ".chant/config.md": "---\n---\n", [`.chant/specs/${active}.md`]: spec, [`.chant/archive/${archived}.md`]: spec },
    onTestFinished,
  );
  const run = (input: Record<string, unknown>) =>
    runOperation(edit, input, createContext({ cwd: dir.path, env: { ...dir.env, CHANT_TEST: "1" }, surface: "cli" }));
  return { ...dir, run };
}

test("commits what was edited, and tells what is wrong with it", async () => {
  const { run, write, git } = await project();
  await write({ [`.chant/specs/${active}.md`]: "---\nstatus: pending\nlables: [a]\n---\n\n# One\n" });
  const { committed, readable, findings } = await run({ id: "aaa" });
  expect([committed, readable]).toEqual([true, true]);
  expect(findings).toContainEqual(expect.objectContaining({ rule: "misspelt_key", line: 3 }));
  expect(await git("log", "-1", "--format=%B")).toBe(`chant: edit ${active}\n\nChant-Spec: ${active}\n`);
});

test("a header that cannot be read stays as it is, uncommitted", async () => {
  const { run, write, git } = await project();
  await write({ [`.chant/specs/${active}.md`]: "---\nstatus: [\n---\n" });
  expect(await run({ id: active })).toMatchObject({
    committed: false,
    readable: false,
    findings: [{ severity: "error" }],
  });
  expect(await git("status", "--porcelain")).toBe(` M .chant/specs/${active}.md`);
});

test("only tells where a spec is, when that is asked for; an archived one is refused unless it is meant", async () => {
  const { run, path } = await project();
  expect((await run({ id: active, locate: true })).path).toBe(`${path}/.chant/specs/${active}.md`);
  await expect(run({ id: archived, locate: true })).rejects.toMatchObject({ code: "STATE_TRANSITION" });
  expect((await run({ id: archived, locate: true, archived: true })).path).toContain("/archive/");
});
