import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

const root = fileURLToPath(new URL("..", import.meta.url));
const read = (path: string) => readFile(join(root, path), "utf8");

/** How many hazards each group has. */
const groups: Readonly<Record<string, number>> = {
  F: 20,
  I: 10,
  T: 13,
  W: 20,
  M: 16,
  P: 17,
  D: 10,
  C: 11,
  Z: 12,
  G: 9,
  U: 11,
  Q: 6,
  V: 16,
};

async function rows(): Promise<[id: string, heldBy: string][]> {
  const table = await read("docs/architecture/hazards.md");
  const found = [...table.matchAll(/^\| ([A-Z]\d+) +\| [^|]+ \| ([^|]+) \|$/gm)];
  return found.map((match) => [match[1] as string, (match[2] as string).trim()]);
}

test("every hazard has its row, once and in order", async () => {
  const ids = Object.entries(groups).flatMap(([group, count]) =>
    Array.from({ length: count }, (_, index) => `${group}${index + 1}`),
  );
  expect((await rows()).map(([id]) => id)).toEqual(ids);
});

test("every hazard is held by tests that have its id in a title, or waits for what it belongs to", async () => {
  const untold: string[] = [];
  for (const [id, heldBy] of await rows()) {
    const files = [...heldBy.matchAll(/`([^`]+\.test\.ts)`/g)].map((match) => match[1] as string);
    if (files.length === 0 && !/^(later|cannot occur): \S/.test(heldBy)) untold.push(id);
    const titled = new RegExp(`["\`(][^\\n]*\\b${id}\\b[^\\n]*["\`]`);
    for (const file of files) if (!titled.test(await read(file).catch(() => ""))) untold.push(`${id} in ${file}`);
  }
  expect(untold).toEqual([]);
});

const lifecycle = ["preinstall", "install", "postinstall", "prepare", "prepublish", "prepublishOnly", "preprepare"];

test("V16: a package says which files it is of, runs nothing when it is installed, and is the one the README names", async () => {
  const folders = await Promise.all(
    ["apps", "libs"].map(async (top) => (await readdir(join(root, top))).map((name) => join(top, name))),
  );
  const names: string[] = [];
  for (const folder of folders.flat()) {
    const text = await read(join(folder, "package.json")).catch(() => "{}");
    const manifest = JSON.parse(text) as { name?: string; files?: string[]; scripts?: Record<string, string> };
    names.push(manifest.name ?? "");
    expect([folder, Array.isArray(manifest.files)]).toEqual([folder, true]);
    expect(
      manifest.files?.filter((file) => !/^(dist|assets|schemas|LICENSE)$/.test(file)),
      folder,
    ).toEqual([]);
    expect(lifecycle.filter((name) => manifest.scripts?.[name] !== undefined)).toEqual([]);
  }
  const installed = [...(await read("README.md")).matchAll(/\bnp(?:x|m i(?:nstall)?(?: -g)?) (@?[\w-]+\/[\w-]+)/g)];
  expect(installed.length).toBeGreaterThan(0);
  expect(installed.filter((match) => !names.includes(match[1] as string))).toEqual([]);
});
