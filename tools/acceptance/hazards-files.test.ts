import { appendFile, mkdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { createReadCounter } from "./counting.ts";
import { specId, writeSpec, writeSpecs } from "./hazard-specs.ts";
import { filesIn } from "./create-scratch.ts";
import { scratch } from "./scratch.ts";

test("F18: what is derived from the files can be deleted or damaged, and is never written back", async () => {
  const repo = await scratch();
  await writeSpecs(repo, 60);
  const [id, path] = [specId(7), `.chant/specs/${specId(7)}.md`];
  // The reader sets the clock ahead, so that files this young come to lie in the snapshot.
  const warm = await createReadCounter(repo);
  const answers = async () => {
    await warm("search", "words");
    const ran = [await repo.chant("list", "--json"), await repo.chant("search", "words", "--json")];
    return ran.map(({ stdout }) => stdout);
  };
  const before = await answers();
  const store = join(repo.root, ".chant/.store");
  const files = await filesIn(store);
  expect(files.length).toBeGreaterThan(1);
  for (const name of files.filter((one) => one !== ".gitignore")) await writeFile(join(store, name), "damaged");
  expect(await answers()).toEqual(before);
  await rm(store, { recursive: true });
  expect(await answers()).toEqual(before);

  const edited = (await repo.read(path)).replace("Words of it.", "Words of mine.");
  await repo.write(path, edited);
  expect(await repo.result("work", id)).toMatchObject({ code: 0, outcome: "completed" });
  expect(await repo.read(path)).toContain("Words of mine.");
});

test("F19: what an agent prints is in the log and never in the spec or in git", async () => {
  const repo = await scratch();
  await repo.agentScript(
    "yes 'a line of output that says nothing' | head -c 1500000",
    "change; tick; git add -A; commit work",
  );
  const id = await repo.spec("Talk a lot");
  const before = (await repo.read(`.chant/specs/${id}.md`)).length;
  expect(await repo.result("work", id)).toMatchObject({ code: 0, outcome: "completed", merged: true });
  expect((await repo.read(`.chant/specs/${id}.md`)).length).toBeLessThan(before + 1_000);
  expect((await stat(join(repo.root, ".chant/logs", id, "1.log"))).size).toBeGreaterThan(1_000_000);
  expect(await repo.git("log", "--all", "-p")).not.toContain("a line of output that says nothing");
  expect(await repo.git("status", "--porcelain", "--untracked-files=all")).toBe("");
});

const rules = `enterprise:
  derived:
    team: {from: path, pattern: "specs/(\\\\d{4})"}
`;

test("I2: commands that edit the same specs at the same time lose nothing of each other", async () => {
  const repo = await scratch();
  await repo.write(".chant/config.md", (await repo.read(".chant/config.md")).replace("---\n", `---\n${rules}`));
  const numbers = [1, 2, 3, 4, 5, 6];
  for (const number of numbers) await writeSpec(repo, number, ["prompts: standard", "# mine", "mine: kept"]);
  const appended = "\nA note.\n";
  const editor = join(repo.base, "editor");
  await writeFile(editor, `#!/bin/sh\nprintf '\\nA note.\\n' >> "$1"\n`, { mode: 0o755 });
  const edits = numbers.map((number) => repo.chantWith({ env: { EDITOR: editor } }, "edit", specId(number)));
  const others = [repo.chant("derive", "--all"), repo.chant("lint", "--fix"), repo.chant("derive", "--all")];
  const ran = await Promise.all([...edits, ...others]);
  for (const { code, stderr } of ran) expect([0, 1, 3], stderr).toContain(code);
  await repo.chant("derive", "--all");
  for (const number of numbers) {
    const text = await repo.read(`.chant/specs/${specId(number)}.md`);
    expect(text).toContain("# mine\nmine: kept\n");
    expect(text).toMatch(/^team: "?2026"?$/m);
    if (ran[number - 1]?.code === 0) expect(text.endsWith(appended)).toBe(true);
  }
});

test("I8, I5: a spec that other branches have too, edited or not, is one spec; in two files it is refused", async () => {
  const repo = await scratch();
  const id = await writeSpec(repo, 1);
  for (const name of ["a", "b", "c"]) {
    await repo.git("checkout", "-q", "-b", name, "main");
    await appendFile(join(repo.root, `.chant/specs/${id}.md`), `\n${name}\n`);
    await repo.git("commit", "-qam", name);
  }
  await repo.git("branch", "d", "main");
  await repo.git("checkout", "-q", "main");
  expect(await repo.json("list")).toMatchObject({ data: { total: 1 } });
  for (const word of [id, "abc"]) expect((await repo.chant("show", word)).code, word).toBe(0);

  await mkdir(join(repo.root, ".chant/specs/later"));
  await writeFile(
    join(repo.root, `.chant/specs/later/${id}.md`),
    await readFile(join(repo.root, `.chant/specs/${id}.md`)),
  );
  expect(await repo.result("work", id)).toMatchObject({ code: 2, error: "INPUT_SPEC_AMBIGUOUS" });
  const linted = await repo.chant("lint");
  expect([linted.code, linted.stdout]).toEqual([1, expect.stringMatching(/duplicate/)]);
});
