import { spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdir, open, readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { ChantError, type ErrorCode } from "@chant/core/errors";
import type { Context } from "../../kernel/context.ts";
import { readSession, writeSession, type Session } from "./session.ts";
import { timestamp } from "../specs/specs.ts";

export interface DetachRequest {
  /** Name of the operation. */
  readonly operation: string;
  readonly input: Readonly<Record<string, unknown>>;
  readonly context: Context;
}

/** A process of its own session, which outlives this one and its terminal. */
export interface Detached {
  readonly pid: number;
  readonly started_at: string;
  /** What it tells while it works. */
  readonly log: string;
  /** Where its outcome appears. */
  readonly session: string;
  /** Whether it is over; known as long as this process lives. */
  isOver(): boolean;
}

/** Compiled beside this file; where sources run as they are, there is none. */
const entry = fileURLToPath(new URL("./detached.js", import.meta.url));

/**
 * Runs one operation in a process of a session of its own, with this one's folder and environment. Its input travels in
 * a file that only the user can read. Throws IO_FAILED where there is no compiled entry or nothing can be started.
 */
export async function startDetached({ operation, input, context }: DetachRequest): Promise<Detached> {
  requireEntry();
  const { runtime } = await context.place();
  const folder = join(runtime.logs, "detached");
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const started_at = timestamp(context.now());
  const name = `${started_at.replaceAll(/[-:]/g, "")}-${operation.replaceAll(" ", "-")}-${randomBytes(3).toString("hex")}`;
  const [session, log] = [join(folder, `${name}.json`), join(folder, `${name}.log`)];
  await writeSession(session, { operation, input, cwd: context.cwd, surface: context.surface, started_at });
  const child = await spawnEntry(context, { session, log });
  await removeOld(folder);
  return { pid: child.pid, started_at, log, session, isOver: child.isOver };
}

function requireEntry(): void {
  if (existsSync(entry)) return;
  const message = `There is no compiled ${entry}: chant runs from its sources, where nothing can be started on its own.`;
  throw new ChantError("IO_FAILED", message, { fix: "npm run build" });
}

async function spawnEntry(
  { cwd, env }: Context,
  { session, log }: Pick<Detached, "session" | "log">,
): Promise<{ pid: number; isOver(): boolean }> {
  const output = await open(log, "a", 0o600);
  try {
    const child = spawn(process.execPath, [entry, session], {
      cwd,
      env: { ...env },
      stdio: ["ignore", output.fd, output.fd],
      detached: true,
      windowsHide: true,
    });
    let over = false;
    child.once("exit", () => (over = true));
    await new Promise<void>((started, failed) => void child.once("spawn", started).once("error", failed));
    child.unref();
    return { pid: child.pid as number, isOver: () => over };
  } catch (error) {
    const message = `No process could be started in ${cwd}: ${(error as Error).message}.`;
    throw new ChantError("IO_FAILED", message, { details: { cwd }, cause: error });
  } finally {
    await output.close();
  }
}

const kept = 100;

/** Names begin with the time. What still runs goes on writing into its removed log, and its outcome appears anew. */
async function removeOld(folder: string): Promise<void> {
  const names = (await readdir(folder)).sort().slice(0, -kept);
  await Promise.all(names.map((name) => rm(join(folder, name), { force: true })));
}

const patienceMs = 30_000;
const pollMs = 25;

/**
 * Waits until a detached process is under way, for a while at most. Gives its output where it is over by then, and throws
 * what it failed with.
 */
export async function untilUnderWay(
  detached: Detached,
  isUnderWay: () => Promise<boolean>,
): Promise<Session["output"]> {
  const deadline = performance.now() + patienceMs;
  while (performance.now() < deadline) {
    const over = detached.isOver();
    const session = await readSession(detached.session);
    if (session?.ended_at !== undefined) return outputOf(session);
    if (over) throw lost(detached);
    if (await isUnderWay()) return undefined;
    await delay(pollMs);
  }
  return undefined;
}

function outputOf({ output, error }: Session): Session["output"] {
  if (error === undefined) return output;
  const { code, message, fix, details } = error;
  if (code === "BUG") throw new Error(message);
  throw new ChantError(code as ErrorCode, message, { ...(fix !== undefined && { fix }), ...(details && { details }) });
}

function lost({ pid, log }: Detached): ChantError {
  const message = `Process ${pid} ended before it told what became of it; see ${log}.`;
  return new ChantError("IO_FAILED", message, { details: { pid, log } });
}
