import { gitDir } from "@chant/test-kit";
import { expect, onTestFinished, test } from "vitest";
import { createContext, type Context } from "./kernel/context.ts";
import { runOperation } from "./kernel/run-operation.ts";
import { dag } from "./dag.ts";
import { deps } from "./deps.ts";
import { group } from "./group.ts";
import { refresh } from "./refresh.ts";
import { list } from "./list.ts";
import { show } from "./show.ts";

const id = (name: string) => (/^[a-z]{3}/.test(name) && !name.includes(":") ? `2026-01-22-001-${name}` : name);

/** Specs by their last part: status, and what they depend on. */
async function specs(
  all: Readonly<Record<string, readonly [status: string, ...depends_on: string[]]>>,
  config = "",
): Promise<Context> {
  const tree = Object.entries(all).map(([name, [status, ...depends_on]]) => {
    const folder = name.startsWith("old") ? "archive/2026-01-22" : "specs";
    const waits =
      depends_on.length === 0 ? "" : `depends_on: [${depends_on.map((one) => `"${id(one)}"`).join(", ")}]\n`;
    return [`.chant/${folder}/${id(name)}.md`, `---\nstatus: ${status}\n${waits}---\n\n# ${name}\n`];
  });
  const files = { ".chant/config.md": `---\n${config}---\n`, ...Object.fromEntries(tree) };
  const dir = await gitDir(files, onTestFinished);
  return createContext({ cwd: dir.path, env: { ...dir.env, CHANT_TEST: "1" }, surface: "cli" });
}

const short = (text: string) => text.replace("2026-01-22-001-", "");

test("what a spec waits for and what waits for it is told with what lies between", async () => {
  const context = await specs({ aaa: ["completed"], bbb: ["pending", "aaa"], ccc: ["pending", "bbb", "aaa"] });
  const middle = await runOperation(deps, { id: "bbb" }, context);
  expect(middle.spec).toMatchObject({ id: id("bbb"), ready: true });
  expect(middle.waits_for).toMatchObject([{ id: id("aaa"), satisfied: true }]);
  expect(middle.waited_for_by).toMatchObject([{ id: id("ccc"), kind: "dependency", satisfied: false }]);
  const first = await runOperation(deps, { id: "aaa" }, context);
  expect(first.waited_for_by?.map((wait) => [short(wait.id), wait.satisfied])).toEqual([
    ["bbb", true],
    ["ccc", true],
  ]);
});

test("members, their order and the dependencies of their driver are waits too", async () => {
  const context = await specs({
    aaa: ["pending", "ccc"],
    "aaa.1": ["pending"],
    "aaa.2": ["pending"],
    ccc: ["pending"],
  });
  const waits = async (name: string) => {
    const { waits_for = [] } = await runOperation(deps, { id: id(name) }, context);
    return waits_for.map((wait) => [short(wait.id), wait.kind, wait.via === undefined ? "" : short(wait.via)]);
  };
  expect(await waits("aaa.2")).toEqual([
    ["ccc", "driver_dependency", ""],
    ["aaa.1", "sibling", ""],
  ]);
  expect((await waits("aaa")).map(([name]) => name)).toEqual(["ccc", "aaa.1", "aaa.2"]);
});

const bad = {
  aaa: ["pending", "zzz"],
  bbb: ["pending", "ccc"],
  ccc: ["pending", "bbb"],
  ddd: ["pending", "d-x"],
  eee: ["pending", "old"],
  fff: ["cancelled"],
  ggg: ["pending", "fff"],
  hhh: ["pending", "nowhere:2026-01-22-001-x7m"],
  "jjj.1": ["pending", "jjj"],
  jjj: ["pending"],
  old: ["completed"],
} as const;

test("every kind of problem with dependencies is found, and an error is exit code 1", async () => {
  const context = await specs({ ...bad, "ddd-x": ["pending"] } as Parameters<typeof specs>[0]);
  const output = await runOperation(deps, { check: true }, context);
  const told = output.problems?.map(({ kind, severity, spec_id }) => `${short(spec_id)} ${kind} ${severity}`).sort();
  expect(told).toEqual([
    "aaa missing error",
    "bbb cycle error",
    "ddd missing error",
    "eee archived info",
    "ggg cancelled warning",
    "hhh missing error",
    "jjj.1 cycle error",
  ]);
  expect(output.problems?.find(({ cycle }) => cycle?.length === 2)?.message).toMatch(/bbb → .*ccc → .*bbb\.$/);
  expect(deps.exitCode?.(output as never)).toBe(1);
  const one = await runOperation(deps, { check: true, id: id("ggg") }, context);
  expect([one.problems?.length, deps.exitCode?.(one as never)]).toEqual([1, 0]);
});

test("a short id in depends_on is told with the id that it means", async () => {
  const context = await specs({ aaa: ["pending", "x-001-bbb", "01-22-001-bbb"], bbb: ["pending"] });
  const { problems } = await runOperation(deps, { check: true }, context);
  expect(problems?.map(({ kind }) => kind)).toEqual(["missing", "short_id"]);
  expect(problems?.[1]?.message).toContain(`write ${id("bbb")}.`);
});

test("without an id there is nothing to tell", async () => {
  await expect(runOperation(deps, {}, await specs({}))).rejects.toMatchObject({ code: "INPUT_MISSING" });
});

test("the graph has the depth of each spec, leaves cancelled ones out and tells circles", async () => {
  const context = await specs({
    ...{ aaa: ["pending"], bbb: ["pending", "aaa"], ccc: ["pending", "aaa", "bbb"], ddd: ["cancelled"] },
    ...{ eee: ["pending", "fff"], fff: ["pending", "eee"], ggg: ["pending", "fff", "zzz"] },
  } as Parameters<typeof specs>[0]);
  const graph = await runOperation(dag, {}, context);
  const depths = Object.fromEntries(graph.nodes.map((node) => [short(node.id), node.depth]));
  expect(depths).toMatchObject({ aaa: 0, bbb: 1, ccc: 2 });
  expect(Object.keys(depths)).toEqual(["aaa", "bbb", "ccc", "eee", "fff", "ggg"]);
  expect(graph.cycles.map((cycle) => cycle.map(short).sort())).toEqual([["eee", "fff"]]);
  expect(graph.nodes.at(-1)?.missing).toEqual([id("zzz")]);
  expect([graph.roots, graph.leaves]).toEqual([1, 2]);
  const first = await runOperation(dag, { limit: 2 }, context);
  expect([first.total, first.omitted, first.edges.length]).toEqual([2, 4, 1]);
});

test("for Graphviz and Mermaid, titles are text and nothing else", async () => {
  const context = await specs({ aaa: ["pending"] });
  const { writeFile } = await import("node:fs/promises");
  const { paths } = await context.place();
  await writeFile(`${paths.specs}/${id("aaa")}.md`, '---\nstatus: pending\n---\n\n# A "quote"]; \\n <b>\n');
  const dot = await runOperation(dag, { format: "dot", detail: "titles" }, context);
  expect(dot.text).toContain(String.raw`\nA \"quote\"]; \\n <b>"];`);
  const mermaid = await runOperation(dag, { format: "mermaid", detail: "titles" }, context);
  expect(mermaid.text).toContain("A #34;quote#34;#93;#59; #92;n #60;b#62;");
});

test("a group shows its members and how many are done", async () => {
  const context = await specs({ aaa: ["pending"], "aaa.1": ["completed"], "aaa.2": ["pending"], bbb: ["pending"] });
  const { groups } = await runOperation(group, { id: id("aaa") }, context);
  expect(groups).toMatchObject([{ id: id("aaa"), done: 1, total: 2 }]);
  expect((await runOperation(group, {}, context)).groups).toEqual(groups);
  expect((await runOperation(group, { id: id("bbb") }, context)).groups).toMatchObject([{ total: 0 }]);
});

test("a refresh counts, names what is ready and what blocks others", async () => {
  const context = await specs({ aaa: ["pending"], bbb: ["pending", "aaa", "zzz"], ccc: ["completed"] });
  expect(await runOperation(refresh, {}, context)).toEqual({ total: 3, counts: expect.any(Object) as object });
  const { ready, blocked } = await runOperation(refresh, { verbose: true }, context);
  expect(ready?.map((one) => short(one.id))).toEqual(["aaa"]);
  expect(blocked?.map((one) => one.blocked_by.map((by) => [short(by.id), by.status]))).toEqual([
    [
      ["aaa", "pending"],
      ["zzz", "missing"],
    ],
  ]);
});

test("a spec of another repository satisfies there as it would here, archived or not, and its absence has a reason", async () => {
  const other = await specs({ aaa: ["completed"], bbb: ["pending", "ccc"], ccc: ["pending"], old: ["completed"] });
  const repos = `repos:\n  - {name: api, path: ${other.cwd}}\n  - {name: gone, path: /nowhere/at/all}\n`;
  const context = await specs(
    {
      eee: ["pending", `api:${id("aaa")}`, `api:${id("old")}`],
      fff: ["pending", `api:${id("bbb")}`],
      ggg: ["pending", `gone:${id("aaa")}`, `api:${id("zzz")}`, `what:${id("aaa")}`],
    },
    repos,
  );
  const { specs: rows } = await runOperation(list, {}, context);
  expect(rows.map((row) => [short(row.id), row.ready])).toEqual([
    ["eee", true],
    ["fff", false],
    ["ggg", false],
  ]);
  const { readiness } = await runOperation(show, { id: "ggg" }, context);
  expect(readiness.reasons.map(({ kind }) => kind)).toEqual(["missing_path", "missing", "unknown_repo"]);
  const shown = await runOperation(show, { id: `api:${id("bbb")}` }, context);
  expect(shown.spec.id).toBe(`api:${id("bbb")}`);
  await expect(runOperation(show, { id: "what:bbb" }, context)).rejects.toMatchObject({ code: "CONFIG_REPO_UNKNOWN" });
  await expect(runOperation(show, { id: "gone:bbb" }, context)).rejects.toMatchObject({ code: "CONFIG_REPO_MISSING" });
});
