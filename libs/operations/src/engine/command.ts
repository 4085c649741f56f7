import { spawn } from "node:child_process";

export interface CommandRequest {
  /** A line for `sh -c`, from trusted config only. */
  readonly command: string;
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly timeoutMs: number;
  /** Text for its standard input, which is empty without it. */
  readonly input?: string;
  /** Ends the command at once. */
  readonly signal: AbortSignal;
}

export interface CommandResult {
  readonly exit_code: number;
  readonly timed_out: boolean;
  /** The last 64 KiB of what it printed, both streams. */
  readonly output: string;
}

const keptOutput = 64 * 1024;

/**
 * Runs a configured command line to its end, or to its time-out; its whole process group ends with it. Throws the reason
 * of an abort.
 */
export async function runCommand(request: CommandRequest): Promise<CommandResult> {
  const { command, cwd, env, timeoutMs, signal, input = "" } = request;
  signal.throwIfAborted();
  const child = spawn("sh", ["-c", command], { cwd, env, stdio: "pipe", detached: true });
  // It may end without reading it.
  child.stdin.on("error", () => undefined).end(input);
  let output = "";
  const keep = (chunk: Buffer) => (output = (output + chunk.toString("utf8")).slice(-keptOutput));
  child.stdout.on("data", keep);
  child.stderr.on("data", keep);
  let timedOut = false;
  const timer = setTimeout(() => {
    timedOut = true;
    killGroup(child.pid);
  }, timeoutMs);
  const onAbort = () => killGroup(child.pid);
  signal.addEventListener("abort", onAbort);
  const exitCode = await new Promise<number>((resolve) => {
    child.on("error", (error) => {
      output += error.message;
      resolve(127);
    });
    child.on("exit", (code) => resolve(code ?? 128));
  });
  clearTimeout(timer);
  signal.removeEventListener("abort", onAbort);
  killGroup(child.pid);
  signal.throwIfAborted();
  return { exit_code: timedOut ? 124 : exitCode, timed_out: timedOut, output };
}

function killGroup(pid: number | undefined): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, "SIGKILL");
  } catch {
    // The group ended by itself.
  }
}
