#!/usr/bin/env node
// Many processes add specs at once; every id, file and commit has to be there: npm run test:adds -- --processes 32 --each 50
import { execFile } from "node:child_process";
import { mkdtemp, mkdir, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs, promisify } from "node:util";

const run = promisify(execFile);
const cli = fileURLToPath(new URL("../apps/cli/dist/bin.js", import.meta.url));
const { values } = parseArgs({
  options: { processes: { type: "string", default: "16" }, each: { type: "string", default: "10" } },
});
const [processes, each] = [Number(values.processes), Number(values.each)];

const base = await mkdtemp(join(tmpdir(), "chant-adds-"));
try {
  await stress(join(base, "repo"));
} finally {
  await rm(base, { recursive: true, force: true, maxRetries: 5, retryDelay: 500 });
}

async function stress(root) {
  await mkdir(root, { recursive: true });
  const user = { GIT_CONFIG_GLOBAL: join(base, "none"), GIT_CONFIG_NOSYSTEM: "1" };
  const person = ["AUTHOR", "COMMITTER"].map((who) => ({
    [`GIT_${who}_NAME`]: "T",
    [`GIT_${who}_EMAIL`]: "t@example.com",
  }));
  const env = Object.assign(
    { PATH: process.env.PATH, HOME: base, XDG_STATE_HOME: join(base, "state") },
    user,
    ...person,
  );
  const git = async (...args) => (await run("git", args, { cwd: root, env, maxBuffer: 1 << 28 })).stdout.trim();
  const chant = async (...args) =>
    JSON.parse((await run(process.execPath, [cli, ...args, "--json"], { cwd: root, env })).stdout);
  await git("init", "-q", "-b", "main");
  await git("commit", "-q", "--allow-empty", "-m", "start");
  await chant("init", "--minimal");
  const before = Number(await git("rev-list", "--count", "HEAD"));
  const start = performance.now();
  const one = async (process) => {
    const ids = [];
    for (let index = 0; index < each; index++) ids.push((await chant("add", `Spec ${process}.${index}`)).data.id);
    return ids;
  };
  const ids = (await Promise.all(Array.from({ length: processes }, (_, process) => one(process)))).flat();
  const seconds = ((performance.now() - start) / 1000).toFixed(1);
  const wanted = processes * each;
  const found = {
    ids: new Set(ids).size,
    files: (await readdir(join(root, ".chant/specs"))).filter((name) => name.endsWith(".md")).length,
    commits: Number(await git("rev-list", "--count", "HEAD")) - before,
    uncommitted: (await git("status", "--porcelain")).split("\n").filter(Boolean).length,
  };
  console.log(`${processes} processes, ${each} adds each, ${seconds} s:`, found);
  const isWhole = found.ids === wanted && found.files === wanted && found.commits === wanted && found.uncommitted === 0;
  if (!isWhole) throw new Error(`${wanted} of each and nothing uncommitted were expected.`);
}
