import { crc32 } from "node:zlib";
import { testDir, type Tree } from "@chant/test-kit";
import { expect, onTestFinished, test } from "vitest";
import type { CodeCache } from "./code-cache.ts";
import { createScripts } from "./load-scripts.ts";

const tree: Tree = {
  "a.js": 'exports.name = () => "a"; exports.other = () => require("./b.js").name();',
  "b.js": 'const a = require("./a.js"); exports.name = () => `b of ${a.name()}`; exports.path = require("node:path");',
};

async function open(files: Tree = tree) {
  const dir = await testDir(files, onTestFinished);
  const load = (kept: CodeCache = new Map()) => {
    const scripts = createScripts(dir.path, kept);
    const { other } = scripts.load("a.js") as { other(): string };
    return { said: other(), again: scripts.load, kept: scripts.compiled() };
  };
  return { ...dir, load };
}

test("scripts load each other once, also in a circle, and Node's own", async () => {
  const { load } = await open();
  const { said, again } = load();
  expect(said).toBe("b of a");
  expect(again("b.js")).toBe(again("b.js"));
  expect(again("b.js")).toMatchObject({ path: { sep: expect.any(String) as string } });
});

test("with the code that was kept there is nothing more to keep", async () => {
  const { load } = await open();
  const { kept } = load();
  expect(namesIn(kept)).toEqual(["a.js", "b.js"]);
  expect(load(kept)).toMatchObject({ said: "b of a", kept: undefined });
});

const other = { source: 1, data: Buffer.from("x") };

test("code of an older script of the same length is not run, and nothing of that build is kept", async () => {
  const { load, write } = await open();
  const before = new Map([...(load().kept ?? []), ["gone.js", other]]);
  await write({ "a.js": (tree["a.js"] as string).replace('"a"', '"A"') });
  const { said, kept } = load(before);
  expect([said, namesIn(kept)]).toEqual(["b of A", ["a.js", "b.js"]]);
});

test("what was kept of scripts that were not loaded this time stays", async () => {
  const { load } = await open();
  const [first] = load().kept ?? [];
  const { kept } = load(new Map([first as [string, typeof other], ["later.js", other]]));
  expect(namesIn(kept)).toEqual(["a.js", "b.js", "later.js"]);
});

test("what is no code of V8's is compiled anew", async () => {
  const { load } = await open();
  const garbage = { source: crc32(tree["a.js"] as string), data: Buffer.alloc(2000, 7) };
  const { said, kept } = load(new Map([["a.js", garbage]]));
  expect([said, namesIn(kept)]).toEqual(["b of a", ["a.js", "b.js"]]);
  expect(kept?.get("a.js")).not.toEqual(garbage);
});

function namesIn(cache: CodeCache = new Map()): string[] {
  return [...cache.keys()].sort();
}
