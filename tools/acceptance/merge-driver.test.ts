import { existsSync } from "node:fs";
import { chmod, mkdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { execa } from "execa";
import { expect, test } from "vitest";
import { cli, type Scratch } from "./create-scratch.ts";
import { scratch } from "./scratch.ts";

const id = "2026-01-01-001-aaa";
const path = `.chant/specs/${id}.md`;

const base = `---
type: code
status: pending
labels: [a]
---

# Write the letter

## Acceptance Criteria

- [ ] One
- [ ] Two
- [ ] Three
`;

/** Both add a label and tick a criterion beside each other: git alone finds a conflict in either place. */
const [ours, theirs] = [
  base.replace("[a]", "[a, ours]").replace("[ ] One", "[x] One"),
  base.replace("[a]", "[a, theirs]").replace("[ ] Two", "[x] Two"),
];

const merged = base.replace("[a]", "[a, ours, theirs]").replace("[ ] One", "[x] One").replace("[ ] Two", "[x] Two");

/** A PATH with, or without, a `chant`. */
async function pathWith(repo: Scratch, installed: boolean): Promise<string> {
  const folder = join(repo.base, "bin");
  await mkdir(folder, { recursive: true });
  const file = join(folder, "chant");
  if (installed) await writeFile(file, `#!/bin/sh\nexec ${process.execPath} ${cli} "$@"\n`);
  else await rm(file, { force: true });
  if (installed) await chmod(file, 0o755);
  const others = (repo.env["PATH"] ?? "").split(":").filter((other) => !existsSync(join(other, "chant")));
  return [folder, ...others].join(":");
}

/** A repository in which `main` and `side` changed the same spec, with what runs git there. */
async function parted(installed = true) {
  const repo = await scratch();
  const PATH = await pathWith(repo, installed);
  const git = (...args: string[]) =>
    execa("git", args, { cwd: repo.root, env: { ...repo.env, PATH }, extendEnv: false, reject: false });
  await commit(repo, base, "spec");
  await repo.git("checkout", "-q", "-b", "side");
  await commit(repo, theirs, "theirs");
  await repo.git("checkout", "-q", "main");
  await commit(repo, ours, "ours");
  return { repo, git };
}

async function commit(repo: Scratch, text: string, message: string): Promise<void> {
  await repo.write(path, text);
  await repo.git("add", "-A");
  await repo.git("commit", "-qm", message);
}

test.each([
  ["merge", ["merge", "--no-edit", "side"]],
  ["cherry-pick", ["cherry-pick", "side"]],
  ["rebase", ["rebase", "side"]],
])("M11: git %s calls the driver that init set up, and it merges as a person would", async (name, args) => {
  const { repo, git } = await parted();
  const ran = await git(...args);
  expect(ran.exitCode, ran.stderr).toBe(0);
  // A rebase puts ours on top of theirs.
  const expected = name === "rebase" ? merged.replace("ours, theirs", "theirs, ours") : merged;
  expect(await repo.read(path)).toBe(expected);
  expect(await repo.git("status", "--porcelain")).toBe("");
});

test("git stash pop calls it too", async () => {
  const { repo, git } = await parted();
  await repo.git("checkout", "-q", "main~1");
  await repo.write(path, theirs);
  await repo.git("stash");
  await repo.git("checkout", "-q", "main");
  expect((await git("stash", "pop")).exitCode).toBe(0);
  expect(await repo.read(path)).toBe(merged);
});

test("git merge-tree calls it where the checkout has the attributes", async () => {
  const { repo, git } = await parted();
  const { stdout, exitCode } = await git("merge-tree", "--write-tree", "main", "side");
  expect(exitCode).toBe(0);
  expect(await repo.git("show", `${stdout.trim()}:${path}`)).toBe(merged);
});

test("M5: M11: without chant on PATH both sides stay visible", async () => {
  const { repo, git } = await parted(false);
  expect((await git("merge", "--no-edit", "side")).exitCode).toBe(1);
  const text = await repo.read(path);
  for (const part of ["<<<<<<<", "[a, ours]", "[x] One", "=======", "[a, theirs]", "[x] Two", ">>>>>>>"])
    expect(text).toContain(part);
  expect(await repo.git("status", "--porcelain")).toBe(`UU ${path}\n`);
});

test.each([
  ["M5: M1: what is no UTF-8", Buffer.concat([Buffer.from(theirs), Buffer.from([0xff, 0xfe, 10])])],
  ["M5: a header that cannot be read", Buffer.from(base.replace("labels: [a]", "labels: [a, 'b"))],
])("%s is a conflict, and no side is lost", async (_, text) => {
  const { repo, git } = await parted();
  await repo.git("checkout", "-q", "side");
  await writeFile(join(repo.root, path), text);
  await repo.git("commit", "-qam", "spoiled");
  await repo.git("checkout", "-q", "main");
  expect((await git("merge", "--no-edit", "side")).exitCode).toBe(1);
  expect(await repo.git("status", "--porcelain")).toBe(`UU ${path}\n`);
  expect(await repo.git("show", `:2:${path}`)).toBe(ours);
  const { stdout } = await execa("git", ["show", `:3:${path}`], {
    cwd: repo.root,
    encoding: "buffer",
    stripFinalNewline: false,
  });
  expect(Buffer.from(stdout).equals(text)).toBe(true);
  expect(await repo.read(path)).toContain("ours");
});

test("M1: a NUL in a spec does not empty it", async () => {
  const { repo, git } = await parted();
  await repo.git("checkout", "-q", "side");
  await commit(repo, `${theirs}\nA \0 here.\n`, "with a NUL");
  await repo.git("checkout", "-q", "main");
  await git("merge", "--no-edit", "side");
  const text = await repo.read(path);
  for (const part of ["[x] One", "- [ ] Three", "# Write the letter"]) expect(text).toContain(part);
});

test("M2: an underline of equals signs and a quoted marker are no conflict, and a merge says so by its exit code", async () => {
  const { repo, git } = await parted();
  const odd = "\nTitle\n=======\n\n```\n<<<<<<< a\n=======\n>>>>>>> b\n```\n";
  await commit(repo, `${ours}${odd}`, "odd");
  expect((await git("merge", "--no-edit", "side")).exitCode).toBe(0);
  expect(await repo.read(path)).toBe(`${merged}${odd}`);
});

test("markers are as long as git asks for", async () => {
  const { repo } = await parted();
  const names = ["O", "A", "B"].map((name) => join(repo.base, name));
  const texts = [base, base.replace("# Write", "# Read"), base.replace("# Write", "# Sing")];
  for (const [index, name] of names.entries()) await writeFile(name, texts[index] as string);
  const ran = await repo.chant("merge-driver", ...names, "12", path);
  expect(ran.code).toBe(1);
  expect(ran.stderr).toContain(path);
  expect(await repo.read("../A")).toMatch(/^<{12} .*\n# Read the letter\n={12}\n# Sing the letter\n>{12} /m);
});

test("a file that is missing is left to git", async () => {
  const repo = await scratch();
  const ran = await repo.chant("merge-driver", "/nowhere/O", "/nowhere/A", "/nowhere/B", "7", "x.md");
  expect(ran.code).toBe(2);
  expect(ran.stderr).toContain("x.md is left to git");
});

test("M11: a clone whose attributes ask for the driver gets it with the next command that uses git", async () => {
  const { repo } = await parted();
  const clone = join(repo.base, "clone");
  await repo.git("clone", "-q", repo.root, clone);
  const config = async () =>
    (await execa("git", ["-C", clone, "config", "--get", "merge.chant-spec.driver"], { reject: false })).stdout;
  expect(await config()).toBe("");
  const status = await repo.chantWith(
    { cwd: clone, env: { PATH: await pathWith(repo, true) } },
    "merge-driver",
    "status",
  );
  expect(status.stdout).toContain("✓ git calls chant for specs in this clone");
  expect(status.code).toBe(0);
  expect(await config()).toContain("chant merge-driver %O %A %B %L %P");
});

test("git.merge_driver: false leaves a clone as it is, and a driver of the user's own stays", async () => {
  const repo = await scratch();
  await repo.configure("git", "merge_driver: false");
  await repo.git("config", "--remove-section", "merge.chant-spec");
  expect((await repo.chant("merge-driver", "status")).stdout).toContain("chant merge-driver install");
  await repo.git("config", "merge.chant-spec.driver", "mine %A");
  await repo.write(".chant/config.md", (await repo.read(".chant/config.md")).replace("  merge_driver: false\n", ""));
  const { data } = await repo.json<{ data: { command: string } }>("merge-driver", "status");
  expect(data.command).toBe("other");
  expect(await repo.git("config", "merge.chant-spec.driver")).toBe("mine %A\n");
});

test("init adds to a .gitattributes that is there, and leaves the user's edits of it to the user", async () => {
  const repo = await scratch({ initialised: false });
  await repo.git("init", "-q", "-b", "main");
  await repo.write(".gitattributes", "*.png binary");
  await repo.git("add", "-A");
  await repo.git("commit", "-qm", "start");
  await repo.write(".gitattributes", "*.png binary\r\n*.jpg binary\r\n");
  const ran = await repo.chant("init", "--minimal");
  expect(ran.stdout).toContain(".gitattributes has edits of yours as well");
  expect(await repo.read(".gitattributes")).toBe(
    "*.png binary\r\n*.jpg binary\r\n.chant/specs/**/*.md merge=chant-spec\r\n.chant/archive/**/*.md merge=chant-spec\r\n",
  );
  expect(await repo.git("status", "--porcelain")).toBe(" M .gitattributes\n");
  await repo.git("commit", "-qam", "mine");
  expect((await repo.chant("init", "--minimal")).stdout).toContain("Nothing to do");
});

test("silent mode, and --no-merge-driver, leave no trace of it", async () => {
  for (const flag of ["--silent", "--no-merge-driver"]) {
    const repo = await scratch({ initFlags: [flag] });
    expect(await repo.git("ls-files", "--", ".gitattributes")).toBe("");
    expect(await repo.git("status", "--porcelain")).toBe("");
    await expect(repo.git("config", "--get", "merge.chant-spec.driver")).rejects.toThrow();
  }
});
