import { mkdir, readFile, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { setTimeout as delay } from "node:timers/promises";
import { survivors } from "../acceptance/invariants.ts";
import { readJournal } from "./journal.ts";
import type { Fault } from "./plan.ts";
import type { Site } from "./site.ts";

/** What a command takes when nothing goes wrong. */
export interface Extent {
  readonly ms: number;
  readonly git: number;
  readonly writes: number;
}

export interface Inflicted {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
  /** Whether anything went wrong: the command may have been over before. */
  readonly hit: boolean;
  /** It did not end by itself. */
  readonly hangs: boolean;
}

const crash = fileURLToPath(new URL("../../tools/crash", import.meta.url));

/** A command line, and whether it answers while a process of its own goes on. */
export interface Command {
  readonly args: readonly string[];
  readonly background?: boolean;
}

/** Runs a command while something goes wrong with it. */
export async function inflict(site: Site, command: Command, fault: Fault, extent: Extent): Promise<Inflicted> {
  const folder = await countingFolder(site);
  const run = site.start(environmentOf(site, { fault, extent, folder }), ...command.args);
  const over = run.then(() => untilOver(site, command));
  const struck = fault.kind === "time" || fault.kind === "disk" ? strike(site, { fault, extent, run, over }) : over;
  const { exitCode, signal, stdout, stderr, timedOut } = await run;
  const outside = await struck;
  await over;
  if (fault.kind === "disk") await site.disk?.heal();
  const inside = fault.kind === "point" ? signal === "SIGKILL" && !timedOut : await isThere(join(folder, "hit"));
  const hit = fault.kind === "time" || fault.kind === "disk" ? outside : inside;
  return { code: exitCode ?? -1, stdout: String(stdout), stderr: String(stderr), hit, hangs: timedOut };
}

/** Runs a command to its end and tells what it takes. */
export async function measure(site: Site, command: Command): Promise<Extent & { readonly ran: Inflicted }> {
  const folder = await countingFolder(site);
  const began = performance.now();
  const none = { CHANT_CRASH_GIT: `0 none ${folder}`, CHANT_CRASH_WRITE: `0 none ${folder}` };
  const { exitCode, stdout, stderr, timedOut } = await site.start({ ...hooked(site), ...none }, ...command.args);
  await untilOver(site, command);
  const ms = performance.now() - began;
  const [calls, writes] = await Promise.all(["calls", "writes"].map((name) => readIfThere(join(folder, name))));
  const ran = { code: exitCode ?? -1, stdout: String(stdout), stderr: String(stderr), hit: false, hangs: timedOut };
  return { ms, git: (calls ?? "").split("\n").length - 1, writes: Number(writes ?? "0"), ran };
}

/** Waits for the process that a command left to go on, for a while at most. */
async function untilOver(site: Site, { background = false }: Command): Promise<true> {
  for (let tries = 0; background && tries < 1_000 && (await detached(site)).length > 0; tries++) await delay(20);
  return true;
}

/** Those that go on by themselves, but for the one that watches until it is told to end. */
async function detached({ repo }: Site): Promise<number[]> {
  const lines = (await survivors(repo)).filter((line) => /detached\.js \S*\/detached\/[^/]*Z-(?!watch-)/.test(line));
  return lines.map((line) => Number.parseInt(line));
}

async function countingFolder({ repo }: Site): Promise<string> {
  const folder = join(repo.base, "counting");
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  return folder;
}

interface Setting {
  readonly fault: Fault;
  readonly extent: Extent;
  readonly folder: string;
}

function environmentOf(site: Site, { fault, extent, folder }: Setting): Record<string, string> {
  const nth = (count: number) => 1 + Math.floor(("at" in fault ? Number(fault.at) : 0) * count);
  if (fault.kind === "point") return { CHANT_CRASH_AT: fault.at };
  if (fault.kind === "git") return { ...hooked(site), CHANT_CRASH_GIT: `${nth(extent.git)} ${fault.how} ${folder}` };
  if (fault.kind === "write")
    return { ...hooked(site), CHANT_CRASH_WRITE: `${nth(extent.writes)} ${fault.how} ${folder}` };
  return {};
}

function hooked({ repo }: Site): Record<string, string> {
  return { PATH: `${join(crash, "bin")}:${repo.env["PATH"]}`, NODE_OPTIONS: `--require=${join(crash, "fault.cjs")}` };
}

interface Strike {
  readonly fault: Extract<Fault, { kind: "time" | "disk" }>;
  readonly extent: Extent;
  readonly run: ReturnType<Site["start"]>;
  readonly over: Promise<boolean>;
}

/** Tells whether there was something to strike. */
async function strike(site: Site, { fault, extent, run, over }: Strike): Promise<boolean> {
  const ended = await Promise.race([over, delay(fault.at * extent.ms, false)]);
  if (ended) return false;
  if (fault.kind === "disk")
    return fault.how === "full" ? !!(await site.disk?.full()) : !!(await site.disk?.readOnly());
  if (fault.whom === "chant") return [run.kill("SIGKILL"), ...(await detached(site)).map(signal)].includes(true);
  if (fault.whom === "agent") return killAgent(site);
  const everything = await survivors(site.repo);
  return everything.map((line) => signal(Number.parseInt(line))).includes(true);
}

async function killAgent(site: Site): Promise<boolean> {
  const { last } = await readJournal(site);
  const alive = (await survivors(site.repo)).map((line) => Number.parseInt(line));
  if (last === undefined || !alive.includes(last)) return false;
  const row = await readIfThere(`/proc/${last}/stat`);
  const group = Number(row?.slice(row.lastIndexOf(")") + 2).split(" ")[2]);
  return Number.isInteger(group) && group > 1 && signal(-group);
}

function signal(pid: number): boolean {
  try {
    return process.kill(pid, "SIGKILL");
  } catch {
    return false;
  }
}

async function isThere(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}

async function readIfThere(path: string): Promise<string | undefined> {
  return readFile(path, "utf8").catch(() => undefined);
}
