import { access, readFile, writeFile } from "node:fs/promises";
import { hostname } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { processTable } from "./process-table.ts";
import { processState, type ProcessIdentity } from "./process.ts";

/** How an agent ended; without a code when nobody can know any more. */
export interface AgentExit {
  readonly code: number | undefined;
}

export interface AgentProcess {
  /** Leader of the agent's process group. */
  readonly identity: ProcessIdentity;
  readonly exited: Promise<AgentExit>;
}

const pollMs = 100;

/** The agent that a folder's run started, wherever its supervisor went; undefined when it never started one. */
export async function attachAgent(directory: string): Promise<AgentProcess | undefined> {
  const identity = await readAgentIdentity(directory);
  return identity === undefined ? undefined : { identity, exited: waitForEnd(identity, directory) };
}

/** Makes sure that a run which has not started its agent never does. Gives false when it has. */
export async function forbidAgent(directory: string): Promise<boolean> {
  try {
    await writeFile(join(directory, "pid"), "0\n", { flag: "wx", mode: 0o600 });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
    return (await readAgentIdentity(directory)) === undefined;
  }
}

/** The exit code of a folder's agent; undefined while it runs and when it was lost. */
export async function readExit(directory: string): Promise<number | undefined> {
  const text = await readText(join(directory, "exit"));
  return text === undefined || !/^\d+\n$/.test(text) ? undefined : Number(text);
}

/** Who a folder's agent is; undefined when none was started or starting was forbidden. */
export async function readAgentIdentity(directory: string): Promise<ProcessIdentity | undefined> {
  const text = await readText(join(directory, "pid"));
  const row = text === undefined ? undefined : processTable().parse(text);
  return row === undefined ? undefined : { pid: row.pid, start_time: row.start_time, host: hostname() };
}

/** Whether a folder's agent was started, or its start forbidden. */
export async function isStarted(directory: string): Promise<boolean> {
  return access(join(directory, "pid")).then(
    () => true,
    () => false,
  );
}

/** The exit file is written before the wrapper ends, so it is read after. */
async function waitForEnd(identity: ProcessIdentity, directory: string): Promise<AgentExit> {
  while ((await processState(identity)) === "alive") await delay(pollMs);
  return { code: await readExit(directory) };
}

async function readText(path: string): Promise<string | undefined> {
  return readFile(path, "utf8").catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return undefined;
    throw error;
  });
}
