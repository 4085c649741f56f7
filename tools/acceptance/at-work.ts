import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect } from "vitest";
import { endSurvivors } from "./meanwhile.ts";
import { filesIn, toResult, type Scratch, type SpecResult } from "./create-scratch.ts";

/** Something that never ends, in shell. */
export const forever = "while :; do sleep 0.05; done";

/** Lines for an agent that leaves half of its work and says for which spec it is there; more lines follow, else it stays. */
export function busy(repo: Scratch, ...lines: readonly string[]): string[] {
  const work = 'echo "half of $CHANT_SPEC_ID" > "half-$CHANT_SPEC_ID.txt"';
  return [work, `: > '${repo.base}/started-'"$CHANT_SPEC_ID"`, ...(lines.length === 0 ? [forever] : lines)];
}

export interface AtWork {
  readonly pid: number;
  readonly ended: Promise<SpecResult>;
  kill(signal: NodeJS.Signals): void;
}

/** Starts `chant work` on a spec and waits until its agent is there. */
export async function startWork(repo: Scratch, id: string, ...flags: string[]): Promise<AtWork> {
  endSurvivors(repo);
  const run = repo.start({}, "work", id, ...flags, "--json");
  const ended = run.then(({ exitCode, stdout, stderr }) => {
    const ran = { code: exitCode ?? -1, stdout: String(stdout), stderr: String(stderr) };
    return ran.code === -1 ? { code: -1 } : toResult(ran);
  });
  await untilAtWork(repo, id);
  return { pid: run.pid as number, ended, kill: (signal) => void run.kill(signal) };
}

/** Waits until the agent of a spec is there, and its record says so. */
export async function untilAtWork(repo: Scratch, id: string): Promise<void> {
  const there = () => repo.read(join("..", `started-${id}`)).catch(() => undefined);
  await expect.poll(there, { timeout: 60_000 }).toBeDefined();
  await expect.poll(() => recordOf(repo, id), { timeout: 60_000 }).toContain('"agent": {');
}

async function recordOf(repo: Scratch, id: string): Promise<string> {
  const folder = join(repo.root, ".chant/processes");
  const name = (await filesIn(folder)).find((file) => file.startsWith(`${id}-`) && file.endsWith(".json"));
  return name === undefined ? "" : readFile(join(folder, name), "utf8").catch(() => "");
}

/** Gives the user's checkout staged, unstaged and new files; what comes back says that all of them are as they were. */
export async function withUserEdits(repo: Scratch): Promise<() => Promise<void>> {
  await repo.write("staged.txt", "one\n");
  await repo.write("both.txt", "one\n");
  await repo.git("add", "staged.txt", "both.txt");
  await repo.git("commit", "-qm", "files of the user");
  await repo.write("staged.txt", "two\n");
  await repo.write("both.txt", "two\n");
  await repo.git("add", "staged.txt", "both.txt");
  await repo.write("both.txt", "three\n");
  await repo.write("README.md", "# Mine\n");
  await repo.write("new.txt", "new\n");
  const before = await userEdits(repo);
  return async () => expect(await userEdits(repo)).toEqual(before);
}

async function userEdits(repo: Scratch): Promise<string[]> {
  const all = [["status", "--porcelain"], ["diff"], ["diff", "--cached"], ["symbolic-ref", "HEAD"], ["stash", "list"]];
  return Promise.all(all.map((args) => repo.git(...args)));
}
