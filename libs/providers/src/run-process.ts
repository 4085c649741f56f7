import { spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { open, rm, writeFile, type FileHandle } from "node:fs/promises";
import { join, resolve } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { ChantError } from "@chant/core/errors";
import { attachAgent, isStarted, readExit, readAgentIdentity, type AgentProcess } from "./attach-agent.ts";
import { describeSelf } from "./process-table.ts";

export interface Launch {
  /** Absolute path of the program. */
  readonly program: string;
  readonly args: readonly string[];
  readonly cwd: string;
  /** The whole environment. */
  readonly env: Readonly<Record<string, string>>;
  /** Text for standard input; without it the input is empty. */
  readonly stdin?: string;
  /** Owner-only folder of this run: `pid`, `exit`, `stdout` and `stderr` are files in it. */
  readonly directory: string;
}

/**
 * Tells who it is, runs the program and tells how it ended; so killing chant neither ends the agent nor loses the result.
 * The pid file appears whole and only where there is none: of two wrappers in one folder one runs its program. The traps
 * let the wrapper outlive a stop request to its group, and are not inherited. The names must not be those of exported
 * variables, which the program would get.
 */
const wrapper = `trap : HUP INT TERM; chant_dir=$1; shift; ${describeSelf}
printf '%s\\n' "$chant_row" "$chant_boot" >"$chant_dir/pid.$$" && ln "$chant_dir/pid.$$" "$chant_dir/pid" || exit 125
"$@"; printf '%s\\n' "$?" >"$chant_dir/exit.new" && mv "$chant_dir/exit.new" "$chant_dir/exit"`;

/**
 * Starts an agent in a session of its own, its output going to files; where the folder's agent was started before, gives
 * that one. Throws EXEC_PAUSED where starting was forbidden, IO_FAILED where nothing could be started.
 */
export async function launchAgent(launch: Launch): Promise<AgentProcess> {
  const directory = resolve(launch.directory);
  const { pid, ended } = await spawnWrapper({ ...launch, directory });
  await untilStarted(directory, ended);
  const identity = await readAgentIdentity(directory);
  if (identity?.pid === pid && identity !== undefined) {
    await rm(join(directory, `pid.${identity.pid}`), { force: true });
    return { identity, exited: ended.then(async () => ({ code: await readExit(directory) })) };
  }
  const other = await attachAgent(directory);
  if (other !== undefined) return other;
  if (await isStarted(directory)) {
    throw new ChantError("EXEC_PAUSED", `The run in ${directory} was told to start no agent.`);
  }
  throw new ChantError("IO_FAILED", `No agent could be started in ${launch.cwd}; see ${join(directory, "stderr")}.`);
}

interface Wrapper {
  readonly pid: number | undefined;
  readonly ended: Promise<void>;
}

async function spawnWrapper({ program, args, cwd, env, stdin, directory }: Launch): Promise<Wrapper> {
  const files: FileHandle[] = [];
  try {
    files.push(await openInput(directory, stdin));
    for (const name of ["stdout", "stderr"]) files.push(await open(join(directory, name), "a", 0o600));
    const stdio = files.map(({ fd }) => fd);
    const child = spawn("/bin/sh", ["-c", wrapper, "chant-agent", directory, program, ...args], {
      cwd,
      env,
      stdio,
      detached: true,
    });
    // At once: it may have ended before the files are closed.
    const ended = new Promise<void>((done) => void child.once("exit", () => done()));
    await new Promise<void>((started, failed) => void child.once("spawn", started).once("error", failed));
    return { pid: child.pid, ended };
  } catch (error) {
    const message = `${program} could not be started in ${cwd}: ${(error as Error).message}.`;
    throw new ChantError("IO_FAILED", message, { details: { program, cwd }, cause: error });
  } finally {
    await Promise.all(files.map((file) => file.close()));
  }
}

/** The file has no name any more when the agent reads it, so it is gone however the run ends. */
async function openInput(directory: string, text: string | undefined): Promise<FileHandle> {
  if (text === undefined || text === "") return open("/dev/null", "r");
  const path = join(directory, `stdin.${randomBytes(8).toString("hex")}`);
  try {
    await writeFile(path, text, { flag: "wx", mode: 0o600 });
    return await open(path, "r");
  } finally {
    await rm(path, { force: true });
  }
}

/** The wrapper needs a few milliseconds to write its pid file. */
async function untilStarted(directory: string, ended: Promise<void>): Promise<void> {
  let over = false;
  void ended.then(() => (over = true));
  while (!over && !(await isStarted(directory))) await delay(1);
}
