import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { statusOf } from "./invariants.ts";
import { head, worked } from "./merging.ts";
import type { Scratch } from "./create-scratch.ts";
import { scratch } from "./scratch.ts";

interface Texts {
  readonly base: string;
  readonly ours: string;
  readonly theirs: string;
}

/** What becomes of our file when the driver is called without anything on its PATH. */
async function drive(repo: Scratch, { base, ours, theirs }: Record<keyof Texts, string | Buffer>) {
  const files = [base, ours, theirs].map((text, at) => [join(repo.base, `v${at}`), text] as const);
  for (const [file, text] of files) await writeFile(file, text);
  const names = files.map(([file]) => file);
  const ran = await repo.chantWith({ env: { PATH: repo.base } }, "merge-driver", ...names, "7", "spec.md");
  return { code: ran.code, merged: await readFile(names[1] as string) };
}

const long = Array.from({ length: 400_000 }, (_, line) => `Line ${line} of a text that is longer than others.\n`).join(
  "",
);

/** Three versions of a spec with something odd in the middle, of which each side changed another end. */
function around(middle: string): Texts {
  const of = (first: string, last: string) => `---\nstatus: pending\n---\n\n# ${first}\n\n${middle}\n\n${last}\n`;
  return { base: of("One", "two"), ours: of("Our one", "two"), theirs: of("One", "their two") };
}

test.each([
  ["plain", "text"],
  ["with a NUL", "a \0 b"],
  ["of 20 MB", long],
])("M1: a spec %s loses no side's text in a merge where there is no git", async (_, middle) => {
  const repo = await scratch({ initialised: false });
  await mkdir(repo.root, { recursive: true });
  const { code, merged } = await drive(repo, around(middle));
  expect([0, 1]).toContain(code);
  const text = merged.toString();
  for (const part of ["# Our one\n", `\n${middle}\n`, "\ntheir two\n"])
    expect(text.includes(part), part.slice(0, 20)).toBe(true);
  expect(/^<{7} /m.test(text)).toBe(code === 1);
});

test("M1: a spec that is no UTF-8 is left to git, byte for byte", async () => {
  const repo = await scratch({ initialised: false });
  const { base, ours, theirs } = around("caf\u00e9");
  const latin = Buffer.from(ours, "latin1");
  for (const texts of [
    { base, ours: latin, theirs },
    { base, ours: latin, theirs: Buffer.from(theirs, "latin1") },
  ]) {
    const { code, merged } = await drive(repo, texts);
    expect([code, merged.equals(latin)]).toEqual([2, true]);
  }
});

test.each([
  ["a NUL", "A \0 here."],
  ["20 MB", long],
])("M1: chant's own merge keeps a target's spec with %s", async (_, middle) => {
  const repo = await scratch();
  const [id] = (await worked(repo, 1)) as [string];
  const path = `.chant/specs/${id}.md`;
  await repo.write(path, `${await repo.read(path)}\n## Notes\n\n${middle}\n`);
  await repo.git("commit", "-qam", "notes");
  const ran = await repo.result("merge", id);
  expect([0, 5]).toContain(ran.code);
  expect((await repo.read(path)).includes(`\n${middle}\n`)).toBe(true);
  const theirs = ran.code === 0 ? await repo.read(path) : await repo.git("show", `chant/${id}:${path}`);
  expect(theirs).toContain("- [x] It works");
});

const refused: readonly (readonly string[])[] = [
  ["merge", "ID"],
  ["merge", "ID", "--rebase"],
  ["work", "ID", "--skip-deps"],
  ["finalize", "ID"],
  ["resume", "ID", "--work"],
  ["archive", "ID"],
  ["archive", "ID", "--allow-non-completed", "--skip-checks"],
  ["cancel", "ID", "--yes", "--skip-checks"],
  ["approve", "ID"],
  ["reject", "ID", "--reason", "no"],
];

test("M2: a marker in the first line of a spec is refused by everything that would go on with it", async () => {
  const repo = await scratch();
  const [id] = (await worked(repo, 1)) as [string];
  const path = `.chant/specs/${id}.md`;
  const text = await repo.read(path);
  const marked = `<<<<<<< HEAD\n${text}=======\n${text}>>>>>>> other\n`;
  await repo.write(path, marked);
  await repo.git("commit", "-qam", "half a merge");
  const before = await repo.git("for-each-ref");
  for (const args of refused) {
    const ran = await repo.chant(...args.map((arg) => (arg === "ID" ? id : arg)));
    expect(ran.code, args.join(" ")).toBeGreaterThan(0);
    expect([await repo.read(path), await repo.git("for-each-ref")], args.join(" ")).toEqual([marked, before]);
  }
  expect((await repo.chant("list")).stdout).toContain("unresolved conflict markers");
  expect(await repo.git("status", "--porcelain")).toBe("");
});

test("M2: an agent that commits its spec with markers does not get it merged", async () => {
  const repo = await scratch();
  const marks = "\\n<<<<<<< HEAD\\na\\n=======\\nb\\n>>>>>>> other\\n";
  await repo.agentScript("change; tick", `printf '${marks}' >> "$spec"`, "git add -A; commit work");
  const id = await repo.spec("Write the greeting");
  expect(await repo.result("work", id)).toMatchObject({ outcome: "needs_attention", reason: "unreadable_spec" });
  expect(await repo.git("show", `main:.chant/specs/${id}.md`)).not.toContain("<<<<<<<");
  expect(await repo.git("ls-tree", "--name-only", "main")).not.toContain("work-");
});

test("M2: a marker that somebody commits on the branch afterwards is not merged", async () => {
  const repo = await scratch();
  const [id] = (await worked(repo, 1)) as [string];
  const [worktree] = (await repo.worktrees()) as [string];
  const copy = join(worktree, `.chant/specs/${id}.md`);
  await writeFile(copy, `${await readFile(copy, "utf8")}\n<<<<<<< HEAD\na\n=======\nb\n>>>>>>> other\n`);
  await repo.git("-C", worktree, "commit", "-qam", "half a merge");
  const before = await head(repo);
  expect(await repo.result("merge", id)).toMatchObject({ code: 3, error: "STATE_TRANSITION" });
  expect(await head(repo)).toBe(before);
});

test("M1: chant's own merge never writes a target's spec that is no UTF-8", async () => {
  const repo = await scratch();
  const [id] = (await worked(repo, 1)) as [string];
  const path = join(repo.root, `.chant/specs/${id}.md`);
  const bytes = Buffer.concat([await readFile(path), Buffer.from("\ncaf\u00e9\n", "latin1")]);
  await writeFile(path, bytes);
  await repo.git("commit", "-qam", "another encoding");
  for (const args of [
    ["merge", id, "--rebase"],
    ["merge", id],
    ["cancel", id, "--yes", "--skip-checks"],
  ])
    await repo.chant(...args);
  expect((await readFile(path)).includes(Buffer.from("caf\u00e9\n", "latin1"))).toBe(true);
});

test("M3: a spec that was cancelled on the target does not come back as completed", async () => {
  const repo = await scratch();
  const [id] = (await worked(repo, 1)) as [string];
  const path = `.chant/specs/${id}.md`;
  await repo.write(path, (await repo.read(path)).replace("status: pending", "status: cancelled"));
  await repo.git("commit", "-qam", "not wanted any more");
  const before = await head(repo);
  expect(await repo.result("merge", id, "--rebase")).toMatchObject({ code: 5, error: "MERGE_CONFLICT" });
  expect([await head(repo), await statusOf(repo, id)]).toEqual([before, "cancelled"]);
  expect(await repo.result("merge", id)).toMatchObject({
    code: 5,
    reason: "merge_conflict",
    files: [path],
    merged: false,
  });
  expect(await repo.git("ls-tree", "--name-only", "main")).not.toContain("work-");
  expect(await statusOf(repo, id)).toBe("cancelled");
});
