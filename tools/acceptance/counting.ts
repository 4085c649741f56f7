import { chmod, mkdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { execa } from "execa";
import { idOf } from "./hazard-specs.ts";
import type { Scratch } from "./create-scratch.ts";

/** An environment in which a program that stands in for git is the first on PATH. */
export async function standInForGit(repo: Scratch, lines: readonly string[]): Promise<Record<string, string>> {
  const { stdout: git } = await execa("sh", ["-c", "command -v git"]);
  const path = join(repo.base, "stand-in/git");
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, `#!/bin/sh\n${lines.join("\n")}\nexec ${git} "$@"\n`);
  await chmod(path, 0o755);
  return { PATH: `${dirname(path)}:${repo.env["PATH"] ?? ""}` };
}

/** Runs commands where every start of git is counted; gives how many there were. */
export async function createGitCounter(repo: Scratch): Promise<(...words: string[]) => Promise<number>> {
  const calls = join(repo.base, "git-calls");
  const env = await standInForGit(repo, [`echo "$*" >> '${calls}'`]);
  return async (...words) => {
    await writeFile(calls, "");
    const { code, stderr } = await repo.chantWith({ env }, ...words);
    if (code > 1) throw new Error(`chant ${words.join(" ")}: ${stderr}`);
    return (await readFile(calls, "utf8")).split("\n").length - 1;
  };
}

/** Tells each file that is read, and sets the clock a minute ahead: what was just written counts as settled then. */
const preload = (log: string) => `
const fs = require("node:fs");
const append = fs.appendFileSync;
const told = (path) => append(${JSON.stringify(log)}, path + "\\n");
let inside = false;
for (const [where, name] of [[fs, "readFileSync"], [fs, "openSync"], [fs.promises, "readFile"], [fs.promises, "open"]]) {
  const original = where[name];
  where[name] = function (path, ...rest) {
    // One of these may be made of another.
    if (inside || !String(path).endsWith(".md")) return original.call(this, path, ...rest);
    told(path);
    inside = true;
    try { return original.call(this, path, ...rest); } finally { inside = false; }
  };
}
require("node:module").syncBuiltinESMExports();
const now = Date.now;
Date.now = () => now() + 60_000;
`;

/** Runs commands where every reading of a spec's file is counted; gives how often each was read, by id. */
export async function createReadCounter(repo: Scratch): Promise<(...words: string[]) => Promise<Map<string, number>>> {
  const [log, file] = [join(repo.base, "reads"), join(repo.base, "count-reads.cjs")];
  await writeFile(file, preload(log));
  return async (...words) => {
    await writeFile(log, "");
    const { code, stderr } = await repo.chantWith({ env: { NODE_OPTIONS: `--require=${file}` } }, ...words);
    if (code > 1) throw new Error(`chant ${words.join(" ")}: ${stderr}`);
    const reads = new Map<string, number>();
    for (const path of (await readFile(log, "utf8")).split("\n").filter((line) => line.includes("/specs/")))
      reads.set(idOf(path), (reads.get(idOf(path)) ?? 0) + 1);
    return reads;
  };
}
