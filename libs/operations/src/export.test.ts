import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { gitDir } from "@chant/test-kit";
import { expect, onTestFinished, test } from "vitest";
import { exportSpecs } from "./export.ts";
import { createContext } from "./kernel/context.ts";
import { runOperation } from "./kernel/run-operation.ts";

const [done, open, dropped, old] = [
  "2026-01-20-001-aaa",
  "auth-2026-01-21-001-bbb",
  "2026-01-22-001-ccc",
  "2025-12-01-001-ddd",
];

const finished = `type: code
status: completed
labels: [api, '=cmd()']
team: core
started_at: 2026-01-20T10:00:00Z
completed_at: 2026-01-20T10:30:00Z
model: model-1
cost: 1.25
`;

async function project(config = "") {
  const dir = await gitDir({ ".chant/config.md": `---\n${config}---\n`, "src/a.ts": "1\n2\n" }, onTestFinished);
  const commit = await dir.git("rev-parse", "HEAD");
  const spec = (header: string, title: string) => `---\n${header}---\n\n# ${title}\n\nWords of ${title}.\n`;
  await dir.write({
    [`.chant/specs/${done}.md`]: spec(`${finished}commits: [${commit}]\nbranch: chant/${done}\n`, 'Done, "really"'),
    [`.chant/specs/${open}.md`]: spec("status: pending\n", "Still open"),
    [`.chant/specs/${dropped}.md`]: spec("status: cancelled\n", "Dropped"),
    [`.chant/archive/2025-12-01/${old}.md`]: spec("status: completed\ncompleted_at: 2026-01-02T00:00:00Z\n", "Old"),
  });
  await dir.git("add", "-A");
  await dir.git("commit", "-qm", "specs");
  const run = (input: Record<string, unknown> = {}) => {
    const env = { ...dir.env, CHANT_TEST: "1", CHANT_NOW: "2026-01-22T12:00:00Z" };
    return runOperation(exportSpecs, input, createContext({ cwd: dir.path, env, surface: "cli" }));
  };
  const ids = async (input: Record<string, unknown>) => (await run(input)).specs.map(({ id }) => id);
  return { dir, commit, run, ids };
}

test("without a word it is the documented fields of every spec that is not cancelled, as JSON", async () => {
  const { run } = await project();
  const output = await run();
  expect(output).toMatchObject({ format: "json", exported_at: "2026-01-22T12:00:00Z", query: "", count: 2 });
  const fields = { id: done, type: "code", status: "completed", title: 'Done, "really"', labels: ["api", "=cmd()"] };
  expect(output.specs).toEqual([
    { ...fields, model: "model-1", completed_at: "2026-01-20T10:30:00Z" },
    { id: open, type: "code", status: "pending", title: "Still open" },
  ]);
  const { exported_at, query, count, specs } = output;
  expect(JSON.parse((await exportSpecs.document?.(output)) as string)).toEqual({ exported_at, query, count, specs });
});

test.each([
  [{ status: ["pending", "cancelled"] }, [open, dropped]],
  [{ ready: true }, [open]],
  [{ label: ["api"] }, [done]],
  [{ project: "auth" }, [open]],
  [{ from: "2026-01-21" }, [open]],
  [{ to: "2026-01-20", archived: true }, [old, done]],
  [{ last: "2d" }, [done, open]],
  [{ since: "2026-01-01", to: "2026-01-10", archived: true }, [old]],
  [{ search: "label:api" }, [done]],
  [{ search: "status:ready OR team:core" }, [done, open]],
  [{ search: "completed_at:>2026-01-19" }, [done]],
  [{ search: '"words of still"' }, [open]],
  [{ search: "words -still" }, [done]],
])("%j exports %j", async (input, expected) => {
  const { ids } = await project();
  expect(await ids(input)).toEqual(expected);
});

test("fields are chosen by name, the user's own among them; a wrong one is refused with the nearest", async () => {
  const { run } = await project();
  const { specs } = await run({ fields: ["id,team", "duration_s,cost"], status: ["completed"] });
  expect(specs).toEqual([{ id: done, team: "core", duration_s: 1800, cost: { usd: 1.25 } }]);
  expect((await run({ fields: ["all"], exclude: ["cost, team"] })).fields).not.toContain("team");
  await expect(run({ fields: ["titel"] })).rejects.toThrow('No spec has a field "titel". Did you mean title?');
});

test("bodies, git's numbers and the creation are added when they are asked for", async () => {
  const { run, commit } = await project();
  const { specs } = await run({ fields: ["id,created_at"], git_details: true, full: true, status: ["completed"] });
  const git = { commit, branch: `chant/${done}`, author: "test@example.com", insertions: 4, deletions: 0 };
  expect(specs[0]).toMatchObject({ git: { ...git, files_changed: [".chant/config.md", "src/a.ts"] } });
  expect(specs[0]?.["created_at"]).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
  expect(specs[0]?.["body"]).toContain("Words of Done");
});

/** What every record has. */
const settled = {
  ...{
    attempt: 1,
    phase: "cleaned",
    intent: "run",
    spec_path: "s.md",
    target: "main",
    branch: "b",
    provider: "claude",
  },
  ...{ prompt: "standard", started_at: "2026-01-22T10:00:00Z", supervisor: { pid: 1 }, options: {}, commits: [] },
};

test("what a run left on this machine is added when it is asked for", async () => {
  const { run, dir } = await project();
  const logs = join(dir.path, ".chant/logs", done, "1.json");
  await mkdir(dirname(logs), { recursive: true });
  const usage = { input_tokens: 10, output_tokens: 5 };
  await writeFile(logs, JSON.stringify({ ...settled, spec_id: done, process_id: `${done}-1`, usage }));
  await writeFile(logs.replace(".json", ".log"), "[10:00:00] done\n");
  const { specs } = await run({ fields: ["tokens", "cost_usd"], include_output: true, status: ["completed"] });
  expect(specs).toEqual([{ tokens: 15, cost_usd: 1.25, output: "[10:00:00] done\n" }]);
});

test("the config chooses the format and adds costs and git", async () => {
  const { run } = await project("export:\n  default_format: csv\n  include_cost: true\n  include_git: true\n");
  const output = await run();
  expect(output.format).toBe("csv");
  expect(output.fields.slice(-2)).toEqual(["cost", "git"]);
});

test("V14: CSV quotes what it must, and a spreadsheet runs none of it", async () => {
  const { run } = await project();
  const output = await run({ format: "csv", fields: ["id,title,labels,cost"] });
  expect(await exportSpecs.document?.(output)).toBe(
    `id,title,labels,tokens,cost_usd\n${done},"Done, ""really""","api,=cmd()",,1.25\n${open},Still open,,,\n`,
  );
  const formula = await run({ format: "csv", fields: ["title"] });
  const specs = [{ title: "=HYPERLINK(1)" }, { title: "@x" }, { title: "-1+2" }];
  expect(await exportSpecs.document?.({ ...formula, specs })).toBe("title\n'=HYPERLINK(1)\n'@x\n'-1+2\n");
});

test("markdown is a section a spec", async () => {
  const { run } = await project();
  const output = await run({ format: "md", label: ["api"], fields: ["id,title,status,completed_at,labels"] });
  expect(await exportSpecs.document?.(output)).toBe(
    `# Spec Export\n\nQuery: label:api\nCount: 1\n\n## ${done}: Done, "really"\n\n- Status: completed\n- Completed: 2026-01-20\n- Labels: api, =cmd()\n`,
  );
});
