import { execFile } from "node:child_process";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { testDir, type Finish, type TestDir, type Tree } from "./test-dir.ts";

const run = promisify(execFile);

export interface GitDir extends TestDir {
  /** The folder around the repository: home, state and temporary files are pinned in it. */
  readonly base: string;
  /** A whole environment, in which nothing of the machine's user is seen. */
  readonly env: Readonly<Record<string, string>>;
  /** Runs git in the repository and gives what it printed, without the last line ending. */
  git(...args: string[]): Promise<string>;
}

/** Makes a repository on branch `main` with a user of its own and one commit that holds the tree. */
export async function gitDir(tree: Tree = {}, finish?: Finish): Promise<GitDir> {
  const around = await testDir({}, finish);
  const base = around.path;
  const path = join(base, "repository");
  const env = pinnedEnvironment(base);
  for (const folder of [path, env["HOME"], env["TMPDIR"]]) await mkdir(folder as string, { recursive: true });
  await writeFile(env["GIT_CONFIG_GLOBAL"] as string, "");
  const git = async (...args: string[]) => {
    const { stdout } = await run("git", args, { cwd: path, env, maxBuffer: 256 * 1024 * 1024 });
    return stdout.replace(/\n$/, "");
  };
  const write = (files: Tree) => around.write(prefixed(files));
  await git("init", "-q", "-b", "main");
  await git("config", "user.name", "Test User");
  await git("config", "user.email", "test@example.com");
  await write(tree);
  await git("add", "-A");
  await git("commit", "-q", "--allow-empty", "-m", "start");
  return { path, base, env, git, write, dispose: around.dispose };
}

function pinnedEnvironment(base: string): Record<string, string> {
  const home = join(base, "home");
  return {
    PATH: process.env["PATH"] ?? "",
    LANG: "C.UTF-8",
    HOME: home,
    TMPDIR: join(base, "tmp"),
    XDG_CONFIG_HOME: join(home, ".config"),
    XDG_STATE_HOME: join(home, ".local/state"),
    XDG_CACHE_HOME: join(home, ".cache"),
    GIT_CONFIG_GLOBAL: join(home, "gitconfig"),
    GIT_CONFIG_NOSYSTEM: "1",
    GIT_TERMINAL_PROMPT: "0",
  };
}

function prefixed(tree: Tree): Tree {
  return Object.fromEntries(Object.entries(tree).map(([name, content]) => [`repository/${name}`, content]));
}
