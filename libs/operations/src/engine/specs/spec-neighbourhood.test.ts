import { rm, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { isMemberOf } from "@chant/core";
import { testDir, type Tree } from "@chant/test-kit";
import * as fc from "fast-check";
import { expect, onTestFinished, test } from "vitest";
import { createContext, type Context } from "../../kernel/context.ts";
import { findNamedSpec, loadNeighbourhood, openSpecs } from "./spec-neighbourhood.ts";
import { toSpecRow } from "./spec-row.ts";
import type { SpecEntry } from "./spec-entry.ts";
import { findSpec, loadArchive, loadSpecs } from "./specs.ts";

const first = "2026-01-22-001-aaa";
const drivers = [first, "2026-01-21-001-bbb", "fix-login"];
const ids = [...drivers.flatMap((id) => [id, `${id}.1`, `${id}.2`, `${id}.10`, `${id}.2.1`]), "2026-01-22-002-aab"];
const parts = ["aaa", "001-aaa", "22-001", "001", "001.2", "01-21-001.1", "login", "fix", "aa", "01", "zzz", "", ".1"];

/** A repository that others name, and what they may say of it. */
const elsewhere = [`api:${first}`, "api:2026-01-01-001-zzz", `gone:${first}`, `what:${first}`];

const statuses = ["pending", "pending", "completed", "failed", "cancelled"] as const;

const header = fc.record({
  status: fc.constantFrom(...statuses),
  depends_on: fc.option(fc.subarray([...ids, "2026-01-01-009-zzz", ...elsewhere], { maxLength: 4 }), {
    nil: undefined,
  }),
  approval: fc.constantFrom("", "approval: {required: true, status: pending}\n", "approval: {status: rejected}\n"),
  damage: fc.constantFrom("", "", "", "", "", "labels: [\n"),
});

type Header = typeof header extends fc.Arbitrary<infer Value> ? Value : never;

/** Where the files of an id are; a note has no header. */
const places = ["active", "active", "active", "archived", "both", "twice", "note", "absent"] as const;

const spec = fc.record({
  place: fc.constantFrom(...places),
  here: header,
  there: header,
  run: fc.constantFrom("none", "none", "none", "running", "unmerged"),
});

type Drawn = typeof spec extends fc.Arbitrary<infer Value> ? Value : never;

function toText(title: string, { status, depends_on, approval, damage }: Header): string {
  const waits = depends_on === undefined ? "" : `depends_on: ${JSON.stringify(depends_on)}\n`;
  return `---\nstatus: ${status}\n${waits}${approval}${damage}---\n\n# ${title}\n`;
}

/** The files of one spec, by the place that was drawn for it. */
function toFiles(id: string, { place, here, there, run }: Drawn): Tree {
  const [active, archived] = [`.chant/specs/${id}.md`, `.chant/archive/2026-01-22/${id}.md`];
  const files: Readonly<Record<(typeof places)[number], Tree>> = {
    active: { [active]: toText("Active", here) },
    archived: { [archived]: toText("Archived", there) },
    both: { [active]: toText("Active", here), [archived]: toText("Archived", there) },
    twice: { [active]: toText("One", here), [`.chant/specs/other/${id}.md`]: toText("Other", there) },
    note: { [active]: "Only a note.\n" },
    absent: {},
  };
  const record = recordOf(id, run);
  return { ...files[place], ...(record && { [`.chant/processes/${id}-1.json`]: JSON.stringify(record) }) };
}

function recordOf(id: string, run: Drawn["run"]) {
  if (run === "none") return undefined;
  const about = { spec_id: id, attempt: 1, started_at: "2026-01-22T10:00:00Z", supervisor: { pid: 1 }, commits: [] };
  const options = { merge: false };
  return run === "running"
    ? { ...about, options, phase: "running" }
    : { ...about, options, phase: "finalized", verdict: { outcome: "completed" } };
}

interface Here {
  readonly context: Context;
  readonly notices: string[];
}

function open(cwd: string): Here {
  const notices: string[] = [];
  const env = { CHANT_TEST: "1", CHANT_NOW: "2026-01-22T12:00:00", HOME: cwd };
  const report: Context["report"] = (event) => notices.push(JSON.stringify(event));
  return { context: createContext({ cwd, env, surface: "cli", report }), notices };
}

/** Everything that an entry says, its text too. */
function plain({ header: _, spec: read, ...entry }: SpecEntry): unknown {
  const { text, frontmatter, findings, unknown } = read();
  return JSON.parse(JSON.stringify({ ...entry, text, frontmatter, findings, unknown: { ...unknown } }));
}

/** What a question is answered with, or why it is not. */
async function answerTo({ notices }: Here, ask: () => SpecEntry | Promise<SpecEntry>): Promise<unknown> {
  notices.length = 0;
  try {
    return { found: plain(await ask()), notices: [...notices] };
  } catch (error) {
    const { code, message, details } = error as { code: string; message: string; details: { paths?: string[] } };
    // Which of two files comes first is up to the file system.
    if (details.paths !== undefined) return { code, paths: [...details.paths].sort() };
    return { code, message, details, notices: [...notices] };
  }
}

/** Compares what is said from the names with what the whole set says, for every spec and every way to name one. */
async function compare(cwd: string): Promise<void> {
  const here = open(cwd);
  const { context } = here;
  const place = await context.place();
  const [set, specs] = [await loadSpecs(place), await openSpecs(place)];
  for (const query of [...ids, ...parts]) {
    const byNames = await answerTo(here, () => findNamedSpec(specs, context, query));
    const byAll = await answerTo(here, () => findSpec({ project: place, context, set, substring: true }, query));
    expect(byNames, query).toEqual(byAll);
  }
  const archive = loadArchive(place);
  // Nobody can name one of two files with one id; others may depend on it.
  const single = set.active.filter(({ id }) => set.active.filter((other) => other.id === id).length === 1);
  const gone = archive.filter(({ id }) => !set.active.some((other) => other.id === id));
  for (const entry of [...single, ...gone]) {
    const around = await loadNeighbourhood(await openSpecs(place), entry);
    const active = set.active.filter(({ id }) => isMemberOf(id, entry.id));
    const put = archive.filter(({ id }) => isMemberOf(id, entry.id) && !active.some((one) => one.id === id));
    expect(around.members.map(plain), entry.id).toEqual([...active, ...put].map(plain));
    expect(around.members.map((one) => toSpecRow(around, one))).toEqual(
      [...active, ...put].map((one) => toSpecRow(set, one)),
    );
    if (!entry.archived) expect(around.readinessOf(entry.id), entry.id).toEqual(set.readinessOf(entry.id));
  }
}

async function projectOf(tree: Tree) {
  const other = await testDir(
    { [`.chant/specs/${first}.md`]: "---\nstatus: completed\n---\n\n# There\n" },
    onTestFinished,
  );
  const repos = `repos:\n  - {name: api, path: "${other.path}"}\n  - {name: gone, path: /nowhere/at/all}\n`;
  return testDir(
    { ".chant/config.md": `---\n${repos}---\n`, ".chant/specs/readme.md": "A note.\n", ...tree },
    onTestFinished,
  );
}

test("from the names and a few files a spec is found and stands as in the whole set", async () => {
  const { path, write } = await projectOf({});
  const drawn = fc.array(spec, { minLength: ids.length, maxLength: ids.length });
  await fc.assert(
    fc.asyncProperty(drawn, async (all) => {
      for (const folder of ["specs", "archive", "processes"])
        await rm(join(path, ".chant", folder), { recursive: true, force: true });
      const trees = ids.map((id, at) => toFiles(id, all[at] as Drawn));
      await write({
        ".chant/specs/readme.md": "A note.\n",
        ...(Object.assign({}, ...trees) as Tree),
      });
      await compare(path);
    }),
    { numRuns: 40 },
  );
});

test("links that lead nowhere or to a folder, and files that are no text, are told from specs as ever", async () => {
  const { path } = await projectOf({ [`.chant/specs/${first}.md`]: toText("One", { status: "pending", ...bare }) });
  const folder = join(path, ".chant/specs");
  await symlink("/nowhere/at/all", join(folder, `${first}.1.md`));
  await symlink(path, join(folder, `${first}.2.md`));
  await symlink("/nowhere/at/all", join(folder, "fix-login.md"));
  await writeFile(join(folder, `${first}.10.md`), Buffer.from([0xff, 0xfe, 0x00]));
  await compare(path);
});

const bare = { depends_on: undefined, approval: "", damage: "" } as const;

test("a file that goes away after its name was seen is not found", async () => {
  const { path } = await projectOf({ [`.chant/specs/${first}.md`]: "---\nstatus: pending\n---\n" });
  const { context } = open(path);
  const specs = await openSpecs(await context.place());
  await rm(join(path, `.chant/specs/${first}.md`));
  for (const query of [first, "aaa"])
    expect(() => findNamedSpec(specs, context, query)).toThrow(`There is no spec "${query}".`);
});
