import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterEach, beforeEach, expect, test } from "vitest";
import { readSpecs } from "./specs.ts";

let folder = "";

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "chant-specs-"));
});

afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

function put(path: string, content: string | Buffer): void {
  mkdirSync(join(folder, path, ".."), { recursive: true });
  writeFileSync(join(folder, path), content);
}

const idsOf = () =>
  readSpecs(folder)
    .map(({ spec }) => spec.id)
    .sort();

const header = "---\nstatus: failed\n---\n# T\n";

test("specs are read from the folder and the folders in it, with their paths", () => {
  put("2026-01-22-001-x7m.md", header);
  put("2026-01-22/2026-01-22-002-a1a.1.md", header);
  const specs = readSpecs(folder).sort((a, b) => (a.spec.id < b.spec.id ? -1 : 1));
  expect(specs.map(({ path, spec }) => [path, spec.id, spec.frontmatter.status, spec.title])).toEqual([
    [join(folder, "2026-01-22-001-x7m.md"), "2026-01-22-001-x7m", "failed", "T"],
    [join(folder, "2026-01-22", "2026-01-22-002-a1a.1.md"), "2026-01-22-002-a1a.1", "failed", "T"],
  ]);
});

test("a missing folder has no specs", () => {
  expect(readSpecs(join(folder, "missing"))).toEqual([]);
});

test("a name with a date makes a spec without a frontmatter too, another name only with one", () => {
  put("2026-01-22-001-x7m.md", "# T\n");
  put("fix-login.md", header);
  put("open-fence.md", "---\nstatus: failed\n");
  put("README.md", "# Notes\n");
  put("notes.txt", header);
  put("two words.md", header);
  put(".hidden.md", header);
  put("con.md", header);
  mkdirSync(join(folder, "2026-01-22-002-dir.md"));
  expect(idsOf()).toEqual(["2026-01-22-001-x7m", "fix-login", "open-fence"]);
});

test("F12: a spec with a broken header is listed with its finding", () => {
  put("2026-01-22-001-x7m.md", "---\nstatus: a\nstatus: b\n---\n");
  const [stored] = readSpecs(folder);
  expect(stored?.spec.readable).toBe(false);
  expect(stored?.spec.findings[0]?.code).toBe("PARSE_INVALID_YAML");
});

test.each([
  ["UTF-16", Buffer.from(`\uFEFF${header}`, "utf16le")],
  ["Latin-1", Buffer.from(`---\nreason: caf\u00E9\n---\n`, "latin1")],
])("a spec in %s is listed with a finding instead of being read as something else", (_, bytes) => {
  put("2026-01-22-001-x7m.md", bytes);
  const [stored] = readSpecs(folder);
  expect(stored?.spec).toMatchObject({ id: "2026-01-22-001-x7m", text: "", readable: false });
  expect(stored?.spec.findings).toEqual([
    { rule: "parse", severity: "error", code: "IO_FAILED", message: "The file cannot be read: it is not UTF-8 text." },
  ]);
});

test("a byte order mark and bytes of every language stay as they are", () => {
  const text = `\uFEFF${header}Gr\u00FC\u00DFe \u{1F600}\n`;
  put("2026-01-22-001-x7m.md", text);
  expect(readSpecs(folder)[0]?.spec.text).toBe(text);
});

const onPosix = test.skipIf(process.platform === "win32");

onPosix("F9: a linked spec is read through its link, and a linked folder is no spec", () => {
  put("kept/target.txt", header);
  symlinkSync(join("kept", "target.txt"), join(folder, "2026-01-22-001-x7m.md"));
  symlinkSync("kept", join(folder, "2026-01-22-002-dir.md"));
  expect(readSpecs(folder).map(({ spec }) => [spec.id, spec.readable])).toEqual([["2026-01-22-001-x7m", true]]);
});

onPosix.each([
  ["to nowhere", "gone.md", "ENOENT"],
  ["to itself", "2026-01-22-001-x7m.md", "ELOOP"],
])("F12: a link %s is listed with a finding and does not vanish", (_, target, code) => {
  symlinkSync(target, join(folder, "2026-01-22-001-x7m.md"));
  put("2026-01-22-002-a1a.md", header);
  expect(idsOf()).toEqual(["2026-01-22-001-x7m", "2026-01-22-002-a1a"]);
  const broken = readSpecs(folder).find(({ spec }) => !spec.readable);
  expect(broken?.spec.findings).toHaveLength(1);
  expect(broken?.spec.findings[0]).toMatchObject({ severity: "error", code: "IO_FAILED" });
  expect(broken?.spec.findings[0]?.message).toContain(`The file cannot be read: ${code}`);
});

onPosix("F20: files whose names differ by case alone are two specs, each under its own id", () => {
  put("2026-01-22-001-x7m.md", header);
  put("2026-01-22-001-X7M.md", header);
  const found = idsOf();
  // One file on a system that folds case.
  if (found.length === 2) expect(found).toEqual(["2026-01-22-001-X7M", "2026-01-22-001-x7m"]);
});

const inArchive = { compressed: true };

test("a compressed spec is read where an archive is meant, and is nobody's anywhere else", () => {
  put("2025/12/2025-12-15-042-abc.md.gz", gzipSync(`\uFEFF${header}Grüße\r\n`));
  put("2026-01-22-001-x7m.md", header);
  put("notes.md.gz", gzipSync("# Notes\n"));
  put("2026-01-22-002-a1a.gz", gzipSync(header));
  expect(idsOf()).toEqual(["2026-01-22-001-x7m"]);
  const [compressed, ...others] = readSpecs(folder, inArchive).sort((a, b) => (a.spec.id < b.spec.id ? -1 : 1));
  expect(others).toHaveLength(1);
  expect(compressed?.path).toBe(join(folder, "2025/12/2025-12-15-042-abc.md.gz"));
  expect(compressed?.spec).toMatchObject({ id: "2025-12-15-042-abc", title: "T", frontmatter: { status: "failed" } });
  expect(compressed?.spec.text).toBe(`\uFEFF${header}Grüße\r\n`);
});

test.each([
  ["that is damaged", Buffer.from("no gzip"), "incorrect header check"],
  ["that is cut off", gzipSync(header).subarray(0, 20), "unexpected end of file"],
  ["that would fill the memory", gzipSync(Buffer.alloc(65 * 1024 * 1024)), "Cannot create a Buffer larger than"],
])("F12: a compressed spec %s is listed with a finding", (_, bytes, why) => {
  put("2025-12-15/2025-12-15-042-abc.md.gz", bytes);
  const [stored] = readSpecs(folder, inArchive);
  expect(stored?.spec).toMatchObject({ id: "2025-12-15-042-abc", readable: false });
  expect(stored?.spec.findings[0]?.message).toContain(why);
});
