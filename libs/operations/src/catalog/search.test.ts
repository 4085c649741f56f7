import {
  chmodSync,
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  rmSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { testDir } from "@chant/test-kit";
import Database from "libsql";
import { expect, onTestFinished, test } from "vitest";
import { readHeaders } from "./headers.ts";
import { parseQuery } from "./query.ts";
import type { Column } from "./rank.ts";
import { scan } from "./scan.ts";
import { openSearch } from "./search.ts";

const words = "auth user token refresh login naïve café session 東京 schema export billing OAuth2 retry".split(" ");

/** Sixty specs that differ in how often and where they say the words; older than what may still change. */
async function specs() {
  const text = (index: number) => {
    const some = words.filter((_, at) => (index * 7 + at * 3) % 5 < 3);
    return `---\nstatus: pending\n---\n\n# ${words[index % words.length]} of ${some.at(-1)}\n\n${`${some.join(" ")} — `.repeat((index % 4) + 1)}x${index}\n`;
  };
  const name = (index: number) => `specs/2026-01-22-${String(index + 1).padStart(3, "0")}-abc.md`;
  const { path } = await testDir(
    Object.fromEntries(Array.from({ length: 60 }, (_, index) => [name(index), text(index)])),
    onTestFinished,
  );
  const folder = join(path, "specs");
  const database = join(path, ".store", "search.db");
  const read = () => readHeaders(folder, join(path, ".store", "specs.snapshot"));
  const first = join(folder, readdirSync(folder).sort()[0] as string);
  return { folder, database, read, first };
}

type Specs = Awaited<ReturnType<typeof specs>>;

async function find({ read, database }: Specs, query: string, column?: Column): Promise<[string, number][]> {
  const { headers, base } = read();
  const search = await openSearch({ headers, bases: [base], database });
  const found = search.find(parseQuery(query)[0]?.phrases ?? [], column);
  search.close();
  return inOrder(found);
}

function scanned({ read }: Specs, query: string, column?: Column): [string, number][] {
  return inOrder(scan(read().headers, { phrases: parseQuery(query)[0]?.phrases ?? [], column }));
}

function inOrder(found: ReadonlyMap<string, number>): [string, number][] {
  return [...found]
    .map(([path, score]): [string, number] => [path, Number(score.toFixed(9))])
    .sort(([a, one], [b, other]) => other - one || (a < b ? -1 : 1));
}

test.each<[string, Column]>([
  ["auth", undefined],
  ["auth token", undefined],
  ['"user token"', undefined],
  ["aut", undefined],
  ["naive cafe", undefined],
  ["東京", undefined],
  ["oauth2", "title"],
  ["session", "body"],
  ["refresh", "title"],
  ["nowhere", undefined],
  ["x1", undefined],
])("the database and a scan give %s (in %s) the same relevance", async (query, column) => {
  const all = await specs();
  const found = await find(all, query, column);
  expect(found).toEqual(scanned(all, query, column));
  if (query !== "nowhere") expect(found.length).toBeGreaterThan(0);
});

test("a word in the title counts more than one in the body", async () => {
  const all = await specs();
  const [best] = await find(all, "billing");
  expect(readFileSync(best?.[0] as string, "utf8")).toMatch(/^# .*billing/m);
});

test("what is typed is never syntax", async () => {
  const all = await specs();
  for (const query of ['"', "auth*", "NOT auth", "title:auth", "a AND (b", "{title}: x", "^auth", "auth NEAR(token)"]) {
    expect(await find(all, query), query).toEqual(scanned(all, query));
  }
});

test("an edited, a removed and a new file are seen", async () => {
  const all = await specs();
  await find(all, "auth");
  writeFileSync(all.first, "---\nstatus: pending\n---\n\n# Zebra\n");
  writeFileSync(all.first.replace("-abc", "-new"), "---\nstatus: pending\n---\n\n# Another zebra\n");
  rmSync(all.first.replace("-001-", "-002-"));
  expect(await find(all, "zebra")).toHaveLength(2);
  expect(await find(all, "zebra")).toEqual(scanned(all, "zebra"));
  expect(await find(all, "auth")).toEqual(scanned(all, "auth"));
  rmSync(all.first.replace("-abc", "-new"));
  expect(await find(all, "zebra")).toHaveLength(1);
  expect(await find(all, "auth")).toEqual(scanned(all, "auth"));
});

test.each<[string, (file: string) => void]>([
  ["deleted", (file) => rmSync(file)],
  ["truncated", (file) => truncateSync(file, 5000)],
  ["replaced by garbage", (file) => writeFileSync(file, "garbage ".repeat(4000))],
  ["two versions old", (file) => ageDatabase(file)],
  ["read-only", (file) => (chmodSync(file, 0o400), chmodSync(dirname(file), 0o500))],
  ["a folder", (file) => (rmSync(file), mkdirSync(file))],
])("a database that was %s changes no answer", async (_, damage) => {
  const all = await specs();
  await find(all, "auth");
  expect(existsSync(all.database)).toBe(true);
  damage(all.database);
  const soon = new Date();
  utimesSync(all.first, soon, soon);
  expect(await find(all, "auth token")).toEqual(scanned(all, "auth token"));
  chmodSync(dirname(all.database), 0o700);
  expect(await find(all, "auth")).toEqual(scanned(all, "auth"));
});

function ageDatabase(file: string): void {
  const db = new Database(file);
  db.exec("PRAGMA user_version = 7; DROP TABLE files");
  db.close();
}
