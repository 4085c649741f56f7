import { chmod, readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { envelope, type Scratch } from "./create-scratch.ts";
import { scratch } from "./scratch.ts";

interface Added {
  readonly data: { readonly id: string; readonly path: string };
  readonly error?: { readonly code: string };
}

const add = async (repo: Scratch, ...args: string[]) => (await repo.json<Added>("add", ...args)).data.id;

/** A program that stands in for somebody's editor. */
async function editor(repo: Scratch, ...lines: string[]): Promise<string> {
  const path = join(repo.base, "my editor");
  await writeFile(path, `#!/bin/sh\n${lines.join("\n")}\n`);
  await chmod(path, 0o755);
  return path;
}

async function specFiles(repo: Scratch): Promise<string[]> {
  return (await readdir(join(repo.root, ".chant/specs"))).filter((name) => name.endsWith(".md")).sort();
}

test("I1: 16 processes that add 4 specs each make 64 ids, files and commits", async () => {
  const repo = await scratch();
  const before = Number(await repo.git("rev-list", "--count", "HEAD"));
  const one = async (process: number) => {
    const ids: string[] = [];
    for (let index = 0; index < 4; index++) ids.push(await add(repo, `Spec ${process}.${index}`));
    return ids;
  };
  const ids = (await Promise.all(Array.from({ length: 16 }, (_, process) => one(process)))).flat();
  expect(new Set(ids).size).toBe(64);
  expect(await specFiles(repo)).toEqual(ids.map((id) => `${id}.md`).sort());
  expect(Number(await repo.git("rev-list", "--count", "HEAD"))).toBe(before + 64);
  expect(await repo.git("status", "--porcelain")).toBe("");
});

test("I1: the same with a random source that gives one value: nothing is overwritten", async () => {
  const repo = await scratch();
  const titles = Array.from({ length: 8 }, (_, index) => `Pinned ${index}`);
  const env = { CHANT_RANDOM: "0.5", CHANT_NOW: "2026-01-22T12:00:00" };
  await Promise.all(titles.map((title) => repo.chantWith({ env }, "add", title)));
  const names = await specFiles(repo);
  expect(names).toHaveLength(8);
  const texts = await Promise.all(names.map((name) => repo.read(`.chant/specs/${name}`)));
  expect(titles.filter((title) => texts.some((text) => text.includes(`# ${title}\n`)))).toEqual(titles);
});

test("I1: members of one driver that are added at once get a number each", async () => {
  const repo = await scratch();
  const driver = await add(repo, "The driver", "--type", "driver");
  const titles = Array.from({ length: 8 }, (_, index) => `Member ${index}`);
  const ids = await Promise.all(titles.map((title) => add(repo, title, "--group", driver)));
  expect(ids.sort()).toEqual(titles.map((_, index) => `${driver}.${index + 1}`).sort());
  expect(await repo.git("status", "--porcelain")).toBe("");
});

test("I4, I6: the number of a member that is archived, deleted or on another branch is not given again", async () => {
  const repo = await scratch();
  const driver = await add(repo, "The driver", "--type", "driver");
  for (const title of ["One", "Two", "Three"]) await add(repo, title, "--group", driver);
  await repo.write(
    `.chant/archive/${driver.slice(0, 10)}/${driver}.2.md`,
    await repo.read(`.chant/specs/${driver}.2.md`),
  );
  await repo.git("rm", "-q", `.chant/specs/${driver}.2.md`, `.chant/specs/${driver}.3.md`);
  await repo.git("add", "-A");
  await repo.git("commit", "-qm", "archive one, delete one");
  await repo.git("switch", "-qc", "side");
  expect(await add(repo, "On the side", "--group", driver)).toBe(`${driver}.4`);
  await repo.git("switch", "-q", "main");
  expect(await add(repo, "On main", "--group", driver)).toBe(`${driver}.5`);
  expect(await repo.read(`.chant/specs/${driver}.1.md`)).toContain("# One\n");
});

test("I4: the number of an archived spec is not given again", async () => {
  const repo = await scratch();
  const env = { CHANT_NOW: "2026-01-22T12:00:00" };
  const first = envelope<Added>(await repo.chantWith({ env }, "add", "One", "--json")).data.id;
  await repo.write(`.chant/archive/2026-01-22/${first}.md`, await repo.read(`.chant/specs/${first}.md`));
  await repo.git("rm", "-q", `.chant/specs/${first}.md`);
  const second = envelope<Added>(await repo.chantWith({ env }, "add", "Two", "--json")).data.id;
  expect([first.slice(0, 14), second.slice(0, 14)]).toEqual(["2026-01-22-001", "2026-01-22-002"]);
});

test.each([["add"], ["edit"], ["derive"], ["template", "show"], ["show"], ["work"]])(
  "U2: chant %s without what it needs and without a terminal asks nobody and exits 2",
  async (...words) => {
    const repo = await scratch();
    await repo.configure("enterprise", "derived:", "  team:", "    from: env", "    pattern: TEAM");
    const { code, stdout, stderr } = await repo.chant(...words);
    expect([code, stdout]).toEqual([2, ""]);
    expect(stderr).toMatch(/^error\[INPUT_MISSING\]: .+\n {2}fix: chant .+\n$/);
  },
);

test("F13: signs that mean something to a replacement come through add and templates as they are", async () => {
  const repo = await scratch();
  const signs = "$1 $& $$ $' $` {{id}} \\1";
  const plain = await add(repo, `Title ${signs}\nBody ${signs}`);
  expect(await repo.read(`.chant/specs/${plain}.md`)).toContain(`# Title ${signs}\n\nBody ${signs}\n`);
  await repo.write(
    ".chant/templates/t.md",
    "---\nname: t\nlabels: ['{{what}}']\n---\n# About {{what}}\n\n{{description}}\n",
  );
  const made = await add(repo, `Words ${signs}`, "--template", "t", "--var", `what=${signs}`);
  const text = await repo.read(`.chant/specs/${made}.md`);
  expect(text).toContain(`# About ${signs}\n\nWords ${signs}\n`);
  expect((await repo.json<{ data: { spec: { labels: string[] } } }>("show", made)).data.spec.labels).toEqual([signs]);
});

test("F16: no value adds a field: header lines in a prompt, a title, a label or a variable stay text", async () => {
  const repo = await scratch();
  const forged = "x\nstatus: completed";
  await repo.write(".chant/templates/t.md", "---\nname: t\nlabels: ['{{v}}']\ncontext: ['{{v}}']\n---\n# {{v}}\n");
  const ids = [
    await add(repo, "t\n---\nstatus: completed", "--prompt", forged, "--label", forged),
    await add(repo, "--template", "t", "--var", `v=${forged}\n---\nstatus: completed`),
  ];
  for (const id of ids) {
    const { data } = await repo.json<{ data: { spec: { status: string }; findings: unknown[] } }>("show", id);
    expect(data.spec.status).toBe("pending");
  }
  expect((await repo.json<{ data: { total: number } }>("list")).data.total).toBe(2);
});

test("a template's missing variables are told, all at once, with the command that gives them", async () => {
  const repo = await scratch();
  const variables =
    "variables:\n  - name: a\n    required: true\n  - name: b\n    required: true\n    description: The b";
  await repo.write(".chant/templates/t.md", `---\nname: t\n${variables}\n---\n# {{a}} {{b}}\n`);
  const { code, stderr } = await repo.chant("add", "--template", "t");
  expect(code).toBe(2);
  expect(stderr).toContain('The template "t" needs a value for a, b (The b).');
  expect(stderr).toContain("fix: chant add --template t --var a=<value> --var b=<value>");
  expect(await specFiles(repo)).toEqual([]);
  expect((await repo.chant("template", "list")).stdout).toBe("t (project)\n  variables: a*, b*\n");
});

test("U10: edit opens an editor with a space in its path and arguments, and commits exactly what it changed", async () => {
  const repo = await scratch();
  const id = await add(repo, "One");
  await repo.write("README.md", "changed\n");
  const program = await editor(repo, 'test "$1" = --flag && printf "\\nMore.\\n" >> "$2"');
  const env = { EDITOR: `'${program}' --flag`, VISUAL: "" };
  const edited = await repo.chantWith({ env }, "edit", id.slice(-3));
  expect([edited.code, edited.stdout]).toEqual([0, expect.stringContaining(`Committed ${id}`)]);
  expect(await repo.git("log", "-1", "--format=%s", "--name-only")).toBe(
    `chant: edit ${id}\n\n.chant/specs/${id}.md\n`,
  );
  expect(await repo.git("status", "--porcelain")).toBe(" M README.md\n");
  const again = await repo.chantWith({ env: { EDITOR: "true" } }, "edit", id);
  expect(again.stdout).toContain("is unchanged");
  expect(await repo.git("log", "-1", "--format=%s")).toBe(`chant: edit ${id}\n`);
});

test("what an editor makes unreadable is told, kept and not committed", async () => {
  const repo = await scratch();
  const id = await add(repo, "One");
  const program = await editor(repo, 'printf -- "---\\nstatus: [\\n---\\n" > "$1"');
  const edited = await repo.chantWith({ env: { EDITOR: `"${program}"` } }, "edit", id, "--json");
  expect(envelope<{ data: object }>(edited).data).toMatchObject({ changed: true, committed: false, readable: false });
  expect(await repo.read(`.chant/specs/${id}.md`)).toBe("---\nstatus: [\n---\n");
  const failed = await repo.chantWith({ env: { EDITOR: "false" } }, "edit", id);
  expect([failed.code, failed.stderr]).toEqual([2, expect.stringContaining("The editor false failed")]);
});

test("an archived spec is edited only when that is asked for", async () => {
  const repo = await scratch();
  const id = await add(repo, "One");
  await repo.write(`.chant/archive/${id.slice(0, 10)}/${id}.md`, await repo.read(`.chant/specs/${id}.md`));
  await repo.git("rm", "-q", `.chant/specs/${id}.md`);
  const env = { EDITOR: "true" };
  const refused = await repo.chantWith({ env }, "edit", id);
  expect([refused.code, refused.stderr]).toEqual([3, expect.stringContaining(`fix: chant edit ${id} --archived`)]);
  expect((await repo.chantWith({ env }, "edit", id, "--archived")).code).toBe(0);
});

test("rules fill in fields when a spec is added, and derive fills in the others without touching what somebody wrote", async () => {
  const repo = await scratch();
  const [before, own] = [await add(repo, "Before"), await add(repo, "Own")];
  const path = `.chant/specs/${own}.md`;
  await repo.write(path, (await repo.read(path)).replace("status: pending", "team: mine\nstatus: pending"));
  await repo.git("commit", "-qam", "own team");
  await repo.configure("enterprise", "derived:", "  team:", "    from: env", "    pattern: TEAM");
  const env = { TEAM: "core" };
  const added = envelope<Added>(await repo.chantWith({ env }, "add", "After", "--json")).data;
  expect(added).toMatchObject({ derived: { team: "core" } });
  const preview = await repo.chantWith({ env }, "derive", "--all", "--dry-run");
  expect(preview.stdout).toBe(`Preview: would update 1 spec\n  • ${before}: team=core\n`);
  expect(await repo.git("status", "--porcelain")).toBe("");
  expect((await repo.chantWith({ env }, "derive", "--all")).stdout).toContain("Derived 1 spec\n");
  expect(await repo.git("log", "-1", "--format=%s", "--name-only")).toBe(
    `chant: derive fields of ${before}\n\n.chant/specs/${before}.md\n`,
  );
  expect(await repo.read(path)).toContain("team: mine\n");
  expect((await repo.chantWith({ env }, "derive", before)).stdout).toContain("Derived 0 specs\n");
});

test("export prints its document and nothing else, or writes it where it is told to", async () => {
  const repo = await scratch();
  const id = await add(repo, 'One, "two"', "--label", "api");
  const json = await repo.chant("export");
  expect([json.code, json.stderr]).toEqual([0, ""]);
  expect(JSON.parse(json.stdout)).toMatchObject({ count: 1, specs: [{ id, labels: ["api"] }] });
  const csv = await repo.chant("export", "--format", "csv", "--fields", "id,title", "-o", "out.csv", "--quiet");
  expect(csv.stdout).toBe("");
  expect(await readFile(join(repo.root, "out.csv"), "utf8")).toBe(`id,title\n${id},"One, ""two"""\n`);
  expect(envelope<{ ok: boolean }>(await repo.chant("export", "--json")).ok).toBe(true);
});

test("activity tells what became of a spec that was worked, approved of by nobody and merged", async () => {
  const repo = await scratch();
  const id = await repo.spec("One");
  await repo.chant("work", id);
  const { data } = await repo.json<{ data: { activity: { kind: string; spec_id: string }[] } }>(
    "activity",
    "--spec",
    id,
  );
  const kinds = data.activity.map(({ kind }) => kind);
  expect(kinds).toEqual(expect.arrayContaining(["COMPLETED", "WORKED", "CREATED"]));
  expect(kinds.indexOf("COMPLETED")).toBeLessThan(kinds.indexOf("CREATED"));
});
