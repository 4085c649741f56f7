import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { execa } from "execa";
import { cli, type Ran, type Scratch } from "./create-scratch.ts";

/** Whether this machine lets a test mount something for itself alone. */
export const canMount = (await execa("unshare", ["-m", "true"], { reject: false })).exitCode === 0;

/** Runs the CLI where some lines of shell have mounted something; `$1` is the project. */
export async function inMount(repo: Scratch, prepare: string, args: readonly string[]): Promise<Ran> {
  await mkdir(join(repo.base, "mounts"), { recursive: true });
  const script = `${prepare} && cd "$1" && shift && exec "$@"`;
  const ran = await execa("unshare", ["-m", "sh", "-c", script, "sh", repo.root, process.execPath, cli, ...args], {
    cwd: repo.base,
    env: repo.env,
    extendEnv: false,
    reject: false,
  });
  return { code: ran.exitCode ?? -1, stdout: ran.stdout, stderr: ran.stderr };
}
