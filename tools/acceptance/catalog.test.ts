import { chmodSync, existsSync, readFileSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { canMount, inMount } from "./mount.ts";
import { scratch, type Scratch } from "./scratch.ts";

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

const derived = ["specs.snapshot", "facts.snapshot", "search.db"];

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
      damage(file);
      expect(await answers(repo), `${file} was ${name}`).toEqual(before);
    }
  }
  expect(await repo.git("status", "--porcelain", "--", ".chant/.store")).toBe("");
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

if (!canMount) console.warn("skipped: read-only folder and full disk need `unshare -m`");
