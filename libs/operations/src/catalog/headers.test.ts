import { chmodSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { gzipSync } from "node:zlib";
import { readSpecs } from "@chant/core/store";
import { testDir } from "@chant/test-kit";
import { expect, onTestFinished, test } from "vitest";
import { readHeaders, type Headers } from "./headers.ts";

const old = new Date("2026-01-01T00:00:00Z");

/** As many specs as a snapshot is kept for, with times that are long past. */
async function specs() {
  const names = Array.from({ length: 60 }, (_, index) => `2026-01-22-${String(index + 1).padStart(3, "0")}-abc.md`);
  const text = (index: number) =>
    `---\nstatus: pending\nlabels: [l${index}]\nmine: kept\n---\n\n# Spec ${index}\n\nBody.\n`;
  const tree = Object.fromEntries(names.map((name, index) => [`specs/${name}`, text(index)]));
  const { path } = await testDir(tree, onTestFinished);
  const folder = join(path, "specs");
  return { folder, store: join(path, ".store", "specs.snapshot"), files: names.map((name) => join(folder, name)) };
}

/** Everything that anybody can ask of the specs, texts included. */
function answers({ headers }: Headers): unknown {
  return plain(headers.map(({ spec, path }) => ({ spec: spec(), path })));
}

function scanned(folder: string): unknown {
  return plain(readSpecs(folder));
}

function plain(read: ReturnType<typeof readSpecs>): unknown {
  const specs = read.map(({ spec, path }) => ({ path, ...spec, unknown: { ...spec.unknown } }));
  return JSON.parse(JSON.stringify(specs.sort((a, b) => a.path.localeCompare(b.path))));
}

/** Change times cannot be set, so the clock is: files count as settled once it is past them. */
function later<T>(run: () => T): T {
  const now = Date.now;
  Date.now = () => now() + 60_000;
  try {
    return run();
  } finally {
    Date.now = now;
  }
}

test("a snapshot answers like a scan, texts included", async () => {
  const { folder, store } = await specs();
  const first = later(() => readHeaders(folder, store));
  const second = later(() => readHeaders(folder, store));
  expect(answers(second)).toEqual(answers(first));
  expect(answers(second)).toEqual(scanned(folder));
});

test("a compressed spec of an archive comes from the snapshot too, its text from the file", async () => {
  const { folder, store, files } = await specs();
  const compressed = { compressed: true };
  for (const file of files.slice(0, 30)) {
    writeFileSync(`${file}.gz`, gzipSync(readFileSync(file)));
    rmSync(file);
  }
  const first = later(() => readHeaders(folder, store, compressed));
  const second = later(() => readHeaders(folder, store, compressed));
  expect([first.base.fresh.length, second.base.fresh.length, second.headers.length]).toEqual([0, 0, 60]);
  expect(answers(second)).toEqual(plain(readSpecs(folder, compressed)));
  expect(second.headers[0]?.spec().body).toContain("Body.");
});

test("with a snapshot the files that did not change are not read", async () => {
  const { folder, store, files } = await specs();
  later(() => readHeaders(folder, store));
  writeFileSync(store, readFileSync(store, "utf8").replace('Spec 7"', 'Seen 7"'));
  const titles = later(() => readHeaders(folder, store)).headers.map(({ head }) => head.title);
  expect(titles).toContain("Seen 7");
  expect(files).toHaveLength(60);
});

test.each([
  ["edited", (file: string) => writeFileSync(file, "---\nstatus: failed\n---\n\n# Edited\n")],
  [
    "edited with its time put back",
    (file: string) => {
      writeFileSync(file, readFileSync(file, "utf8").replace("Spec", "Spic"));
      utimesSync(file, old, old);
    },
  ],
  ["removed", (file: string) => rmSync(file)],
  ["added", (file: string) => writeFileSync(file.replace("-abc", "-xyz"), "---\nstatus: pending\n---\n\n# New\n")],
  ["made unreadable", (file: string) => writeFileSync(file, "---\nstatus: [\n---\n")],
])("a file that was %s is seen", async (_, change) => {
  const { folder, store, files } = await specs();
  later(() => readHeaders(folder, store));
  change(files[3] as string);
  expect(answers(later(() => readHeaders(folder, store)))).toEqual(scanned(folder));
});

test.each([
  ["deleted", (file: string) => rmSync(file)],
  ["truncated", (file: string) => writeFileSync(file, readFileSync(file, "utf8").slice(0, 1000))],
  ["replaced by garbage", (file: string) => writeFileSync(file, "\0\u0001garbage")],
  [
    "of another version",
    (file: string) => writeFileSync(file, readFileSync(file, "utf8").replace(/"version":"\d+"/, '"version":"3"')),
  ],
  [
    "damaged in its lines",
    (file: string) => writeFileSync(file, readFileSync(file, "utf8").replaceAll('{"frontmatter"', "{{{")),
  ],
  ["read-only in a read-only folder", (file: string) => (chmodSync(file, 0o400), chmodSync(join(file, ".."), 0o500))],
])("a snapshot that was %s changes no answer", async (_, damage) => {
  const { folder, store, files } = await specs();
  later(() => readHeaders(folder, store));
  damage(store);
  writeFileSync(files[0] as string, "---\nstatus: failed\n---\n\n# Edited\n");
  expect(answers(later(() => readHeaders(folder, store)))).toEqual(scanned(folder));
  chmodSync(dirname(store), 0o700);
});

test("a file that was just written is read again: it may change without a trace in its time", async () => {
  const { folder, store } = await specs();
  readHeaders(folder, store);
  expect(existsSync(store)).toBe(false);
});

test("what comes into a folder, leaves it or gets another name is seen, however often the folder was the same before", async () => {
  const { folder, store, files } = await specs();
  const ids = () => later(() => readHeaders(folder, store)).headers.map(({ head }) => head.id);
  for (let time = 0; time < 3; time++) expect(ids()).toHaveLength(60);
  expect(existsSync(`${store}.folder`)).toBe(true);
  const [one, two] = files as [string, string];
  writeFileSync(join(folder, "2026-01-22-0zz-new.md"), "---\nstatus: pending\n---\n# New\n");
  expect(ids()).toContain("2026-01-22-0zz-new");
  rmSync(one);
  expect(ids()).not.toContain("2026-01-22-001-abc");
  renameSync(two, join(folder, "2026-01-22-0zy-two.md"));
  expect(ids().filter((id) => /-(002|0zy)-/.test(id))).toEqual(["2026-01-22-0zy-two"]);
  for (let time = 0; time < 2; time++) expect(ids()).toHaveLength(60);
});

test("what is remembered of a folder may be garbage or unwritable", async () => {
  const { folder, store } = await specs();
  const ids = () => later(() => readHeaders(folder, store)).headers.length;
  ids();
  writeFileSync(`${store}.folder`, "garbage");
  expect(ids()).toBe(60);
  rmSync(`${store}.folder`);
  mkdirSync(`${store}.folder`);
  expect(ids()).toBe(60);
});

test("where the folder of what is derived cannot be, specs are read all the same", async () => {
  const { folder, store } = await specs();
  writeFileSync(dirname(store), "");
  expect(later(() => readHeaders(folder, store)).headers).toHaveLength(60);
});
