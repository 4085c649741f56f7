import { chmodSync, existsSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from "node:fs";
import { mkdir } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { expect, test } from "vitest";
import { createReadCounter } from "./counting.ts";
import { specId, writeSpecs } from "./hazard-specs.ts";
import { canMount, inMount } from "./mount.ts";
import type { Scratch } from "./create-scratch.ts";
import { scratch } from "./scratch.ts";

const words = ["auth", "token", "export", "billing", "session"];

/** As many specs as make every derived file worth its while. */
async function specs(): Promise<Scratch> {
  const repo = await scratch();
  await mkdir(join(repo.root, ".chant/specs"), { recursive: true });
  for (let index = 1; index <= 60; index++) {
    const id = `2026-01-22-${String(index).padStart(3, "0")}-abc`;
    const word = words[index % words.length] ?? "";
    const waits = index % 7 === 0 ? `depends_on: [2026-01-22-${String(index - 1).padStart(3, "0")}-abc]\n` : "";
    const text = `---\nstatus: pending\n${waits}---\n\n# Improve ${word} ${index}\n\nThe ${word} etc.\n\n- [ ] naïve café\n`;
    await repo.write(`.chant/specs/${id}.md`, text);
  }
  return repo;
}

const questions = [["list"], ["ready"], ["status"], ["search", "auth"], ["search", "naive status:ready"], ["lint"]];

async function answers(repo: Scratch): Promise<unknown[]> {
  const all: unknown[] = [];
  for (const question of questions) all.push((await repo.json<{ data: unknown }>(...question)).data);
  return all;
}

const derived = ["specs.snapshot", "facts.snapshot", "judgements.snapshot", "search.db"];

/** Asks until every derived file is there: what is younger than two seconds is in none. */
async function warmUp(repo: Scratch): Promise<string[]> {
  const files = derived.map((name) => join(repo.root, ".chant/.store", name));
  while (!files.every((file) => existsSync(file))) await answers(repo);
  return files;
}

type Damage = (file: string) => void;

const damages: readonly (readonly [string, Damage])[] = [
  ["deleted", (file) => rmSync(file, { recursive: true })],
  ["truncated", (file) => truncateSync(file, 700)],
  ["emptied", (file) => truncateSync(file, 0)],
  ["replaced by garbage", (file) => writeFileSync(file, "\0garbage".repeat(3000))],
  [
    "two versions old",
    (file) => writeFileSync(file, readFileSync(file, "latin1").replace(/"version":"[^"]*"/, '"version":"0"'), "latin1"),
  ],
  ["read-only", (file) => chmodSync(file, 0o400)],
];

test("every command answers the same whatever happened to what it derived", async () => {
  const repo = await specs();
  const before = await answers(repo);
  const files = await warmUp(repo);
  expect(await answers(repo)).toEqual(before);
  for (const [name, damage] of damages) {
    for (const file of files) {
      // Facts are asked for only where judgements are not known.
      if (basename(file) === "facts.snapshot") rmSync(join(dirname(file), "judgements.snapshot"), { force: true });
      if (existsSync(file)) damage(file);
      expect(await answers(repo), `${file} was ${name}`).toEqual(before);
    }
  }
  expect(await repo.git("status", "--porcelain", "--", ".chant/.store")).toBe("");
});

test("what a thread saw of the files while the program was loading is what there is", async () => {
  const repo = await scratch();
  const name = (index: number) => `.chant/specs/2026-01-22-${String(index).padStart(3, "0")}-abc.md`;
  const text = (title: string) => `---\nstatus: pending\nnotes: ${"x".repeat(40_000)}\n---\n\n# ${title}\n`;
  for (let index = 1; index <= 60; index++) await repo.write(name(index), text(`Spec ${index}`));
  const snapshot = join(repo.root, ".chant/.store/specs.snapshot");
  const titles = async () => {
    const { data } = await repo.json<{ data: { specs: { title: string }[] } }>("list");
    return data.specs.map(({ title }) => title);
  };
  const expected = Array.from({ length: 60 }, (_, index) => `Spec ${index + 1}`);
  const size = () => statSync(snapshot, { throwIfNoEntry: false })?.size ?? 0;
  // From there on a thread looks ahead: there is much to look at.
  while (size() < 1_000_000) expect(await titles()).toEqual(expected);
  expect(await titles()).toEqual(expected);
  await repo.write(name(7), text("Edited"));
  await repo.write(name(61), text("Added"));
  rmSync(join(repo.root, name(3)));
  const changed = [...expected.map((title) => (title === "Spec 7" ? "Edited" : title)), "Added"];
  const rest = changed.filter((title) => title !== "Spec 3");
  expect(await titles()).toEqual(rest);
  truncateSync(snapshot, 1_100_000);
  expect(await titles()).toEqual(rest);
  await mkdir(join(repo.root, "src/deep"), { recursive: true });
  const below = await repo.chantWith({ cwd: join(repo.root, "src/deep") }, "list", "--count", "--json");
  expect(JSON.parse(below.stdout)).toMatchObject({ data: { total: 60 } });
});

test.skipIf(!canMount).each([
  ["a read-only folder", 'mount --bind "$1" "$1" && mount -o remount,ro,bind "$1"'],
  [
    "a full disk",
    'mkdir "$1.full" && mount -t tmpfs -o size=2m tmpfs "$1.full" && cp -a "$1/." "$1.full" && mount --bind "$1.full" "$1" && cd "$1" && (head -c 3000000 /dev/zero > filler; true) 2>/dev/null',
  ],
])("every command answers the same in %s", async (_, prepare) => {
  const repo = await specs();
  const before = await answers(repo);
  rmSync(join(repo.root, ".chant/.store"), { recursive: true, force: true });
  for (const [index, question] of questions.entries()) {
    const ran = await inMount(repo, prepare, [...question, "--json"]);
    expect((JSON.parse(ran.stdout) as { data: unknown }).data, question.join(" ")).toEqual(before[index]);
    rmSync(`${repo.root}.full`, { recursive: true, force: true });
  }
});

test("of hundreds of specs, what is asked about one reads it and those around it", async () => {
  const repo = await scratch();
  await writeSpecs(repo, 300);
  const driver = specId(150);
  const spec = (fields: string) => `---\nstatus: pending\n${fields}---\n\n# Another\n\nBody.\n`;
  await repo.write(`.chant/specs/${driver}.md`, spec(`depends_on: [${specId(7)}]\n`));
  for (const member of [1, 2, 3]) await repo.write(`.chant/specs/${driver}.${member}.md`, spec(""));
  await repo.write(`.chant/specs/${specId(7)}.md`, spec(`depends_on: [${specId(8)}]\n`));
  const read = await createReadCounter(repo);
  const readBy = async (...words: string[]) => [...(await read(...words))].flat().sort();
  const once = (...all: string[]) => all.flatMap((id) => [id, 1]).sort();
  expect(await readBy("show", specId(9))).toEqual(once(specId(9)));
  expect(await readBy("show", driver)).toEqual(once(driver, `${driver}.1`, `${driver}.2`, `${driver}.3`, specId(7)));
  expect(await readBy("show", `${driver}.2`)).toEqual(once(`${driver}.2`, `${driver}.1`, driver, specId(7)));
  expect(await readBy("show", driver.slice(-7))).toContain(driver);
  for (const command of ["prep", "log"]) expect(await readBy(command, `${driver}.2`)).toEqual(once(`${driver}.2`));
  expect(await readBy("group", driver)).toHaveLength(10);
  expect(existsSync(join(repo.root, ".chant/.store"))).toBe(false);
});

if (!canMount) console.warn("skipped: read-only folder and full disk need `unshare -m`");
