// Brings a fresh clone to where everything can run, with nothing but Node and git there. Imports nothing to install.
import { spawnSync } from "node:child_process";
import { existsSync, statSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

export const root = fileURLToPath(new URL("..", import.meta.url));

/** Checks Node and git, and installs what the lock file says where that is missing or older than the lock file. */
export function setUp() {
  const [major, minor] = process.versions.node.split(".").map(Number);
  if (major < 20 || (major === 20 && minor < 19))
    fail(`Node ${process.versions.node} is installed; 20.19 or newer is needed.`);
  if (spawnSync("git", ["--version"]).status !== 0) fail("git is needed and is not on PATH.");
  const stamp = join(root, "node_modules", ".package-lock.json");
  const installed = existsSync(stamp) && statSync(stamp).mtimeMs >= statSync(join(root, "package-lock.json")).mtimeMs;
  if (!installed) run("npm", ["ci", "--no-audit", "--no-fund", "--loglevel=error"]);
}

/** Runs a program in the workspace, its output shown; ends this process when it fails. */
export function run(program, args, env = {}) {
  const result = spawnSync(program, args, { cwd: root, stdio: "inherit", env: environment(env) });
  if (result.status !== 0) process.exit(result.status ?? 1);
}

/** Node's programs of the workspace, no daemons and no messages home. */
export function environment(extra = {}) {
  const path = `${join(root, "node_modules", ".bin")}:${process.env.PATH}`;
  return {
    ...process.env,
    PATH: path,
    NX_DAEMON: "false",
    NX_TUI: "false",
    NX_NO_CLOUD: "true",
    DO_NOT_TRACK: "1",
    ...extra,
  };
}

function fail(message) {
  console.error(message);
  process.exit(1);
}
