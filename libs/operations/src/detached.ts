import { exitCodeOf, isChantError } from "@chant/core/errors";
import { readSession, writeSession, type Session, type SessionError } from "./engine/control/session.ts";
import { timestamp } from "./engine/specs/specs.ts";
import { createContext } from "./kernel/context.ts";
import type { Operation } from "./kernel/operation.ts";
import type { ProgressEvent } from "./kernel/progress.ts";
import { runOperation } from "./kernel/run-operation.ts";
import { findOperation } from "./registry.ts";

// The whole of a process that `startDetached` starts: one operation, whose outcome is written beside its log.

void runSession(process.argv[2] as string).then((code) => (process.exitCode = code));

/** Runs the operation of a session and writes its outcome; gives the exit code. */
async function runSession(file: string): Promise<number> {
  // Before anything else: whoever has its number may ask it to end.
  const interrupts = listen();
  const session = await readSession(file);
  if (session === undefined) return unreadable(file);
  const { cwd, surface } = session;
  const context = createContext({ cwd, env: process.env, surface, ...interrupts, report: print, watched: false });
  const finish = (outcome: Pick<Session, "output" | "error"> & { exit_code: number }) =>
    writeSession(file, { ...session, ended_at: timestamp(context.now()), ...outcome });
  try {
    const operation = (await findOperation(session.operation)) as Operation;
    const output = (await runOperation(operation, session.input, context)) as Record<string, unknown>;
    const exit_code = interrupts.signal.aborted ? 130 : (operation.exitCode?.(output as never) ?? 0);
    await finish({ output, exit_code });
    return exit_code;
  } catch (error) {
    const exit_code = isChantError(error) ? exitCodeOf(error.code) : 1;
    say(isChantError(error) ? `${error.code}: ${error.message}` : String((error as Error).stack ?? error));
    await finish({ error: toSessionError(error), exit_code });
    return exit_code;
  }
}

/** Whoever started this process sees that it is over, and where its log is. */
function unreadable(file: string): number {
  say(`IO_FAILED: ${file} does not say what to do.`);
  return 1;
}

/** The first signal asks for a graceful end, the second kills the agent. A terminal that goes away is none of its business. */
function listen(): { readonly signal: AbortSignal; readonly kill: AbortSignal } {
  const [graceful, kill] = [new AbortController(), new AbortController()];
  const onSignal = () => (graceful.signal.aborted ? kill : graceful).abort();
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, onSignal);
  process.on("SIGHUP", () => undefined);
  return { signal: graceful.signal, kill: kill.signal };
}

function toSessionError(error: unknown): SessionError {
  if (!isChantError(error)) return { code: "BUG", message: String((error as Error).message ?? error) };
  const { code, message, fix, details } = error;
  return { code, message, ...(fix !== undefined && { fix }), ...(details !== undefined && { details }) };
}

/** What agents say stands in the logs of their runs. */
function print(event: ProgressEvent): void {
  if ("message" in event) say(event.message);
}

function say(text: string): void {
  process.stdout.write(`[${new Date().toTimeString().slice(0, 8)}] ${text}\n`);
}
