import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { gitDir } from "@chant/test-kit";
import { expect, onTestFinished, test } from "vitest";
import { createContext, type Context } from "./kernel/context.ts";
import { runOperation } from "./kernel/run-operation.ts";
import { prep } from "./prep.ts";
import { show } from "./show.ts";

const id = "2026-01-22-001-aaa";

const body =
  "\r\n# One\r\n\r\n- [ ] It works\r\n\r\n## Agent Output (old)\r\n\r\nnoise\r\n\r\n### more\r\n\r\n## Notes\r\n\r\nkept\r\n";

async function project(files: Readonly<Record<string, string>> = {}): Promise<Context> {
  const spec = `---\r\nstatus: pending\r\n---\r\n${body}`;
  const tree = { ".chant/config.md": "---\n---\n", [`.chant/specs/${id}.md`]: spec, ...files };
  const dir = await gitDir(tree, onTestFinished);
  return createContext({ cwd: dir.path, env: { ...dir.env, CHANT_TEST: "1" }, surface: "cli" });
}

test("a body is given byte for byte, or without what earlier runs wrote", async () => {
  const context = await project();
  expect(await runOperation(prep, { id: "aaa" }, context)).toEqual({ id, body });
  const clean = await runOperation(prep, { id, clean: true }, context);
  expect(clean.body).toBe(body.replace(/## Agent[^]*(?=## Notes)/, ""));
  const raw = await runOperation(show, { id, raw: true, clean: true }, context);
  expect(show.document?.(raw as never)).toBe(clean.body);
  expect(show.document?.((await runOperation(show, { id, body: true }, context)) as never)).toBeUndefined();
});

test("only what is shown raw is cleaned", async () => {
  await expect(runOperation(show, { id, clean: true }, await project())).rejects.toMatchObject({
    code: "INPUT_INVALID",
  });
});

test("a driver is shown with how far its members are, archived ones among them", async () => {
  const context = await project({
    [`.chant/archive/2026-01-22/${id}.1.md`]: "---\nstatus: completed\n---\n\n# First\n",
    [`.chant/specs/${id}.2.md`]: "---\nstatus: pending\n---\n\n# Second\n",
  });
  const { members } = await runOperation(show, { id }, context);
  expect(members).toMatchObject({ done: 1, total: 2, members: [{ title: "First" }, { title: "Second" }] });
  const archived = await runOperation(show, { id: `${id}.1` }, context);
  expect(archived.spec["archived"]).toBe(true);
  expect((await runOperation(show, { id: `${id}.2` }, context)).members).toBeUndefined();
});

test("U7: the boxes of a spec that is worked are those of its worktree", async () => {
  const context = await project();
  const { runtime } = await context.place();
  const worktree = join(runtime.root, "..", "tree");
  const path = `.chant/specs/${id}.md`;
  await mkdir(join(worktree, ".chant/specs"), { recursive: true });
  await writeFile(
    join(worktree, path),
    "---\nstatus: in_progress\n---\n\n# One\n\n## Acceptance Criteria\n\n- [x] It works\n",
  );
  const asked = { process_id: `${id}-1`, intent: "run", target: "main", provider: "claude", prompt: "standard" };
  const record = { spec_id: id, attempt: 1, phase: "running", started_at: "2026-01-22T10:00:00Z", commits: [] };
  const about = { spec_path: path, worktree, supervisor: { pid: 1 }, options: {}, branch: "chant/x", ...asked };
  await mkdir(runtime.processes, { recursive: true });
  await writeFile(join(runtime.processes, `${id}-1.json`), JSON.stringify({ ...record, ...about }));
  const { spec, criteria, run } = await runOperation(show, { id }, context);
  expect([spec.status, criteria, run?.["branch"]]).toEqual([
    "in_progress",
    [{ text: "It works", checked: true }],
    "chant/x",
  ]);
  expect((await runOperation(prep, { id }, context)).body).toContain("[x] It works");
});
