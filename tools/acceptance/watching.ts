import { readFile, stat, utimes } from "node:fs/promises";
import { join } from "node:path";
import { expect } from "vitest";
import { endSurvivors } from "./meanwhile.ts";
import { envelope, filesIn, type Scratch } from "./create-scratch.ts";

interface WatchResult {
  readonly ended: string;
  readonly gave_up: readonly string[];
  readonly failed: readonly string[];
  readonly results: readonly { readonly spec_id: string; readonly outcome: string; readonly merged: boolean }[];
}

export interface Watching {
  readonly pid: number;
  /** Waits for a line of its log that holds a text. */
  says(text: string): Promise<void>;
  stop(signal: NodeJS.Signals): void;
  /** How it ended, with its exit code. */
  readonly ended: Promise<{ readonly code: number; readonly stderr: string; data(): WatchResult }>;
}

/** Starts watch in the foreground and waits until it watches. */
export async function startWatch(repo: Scratch, ...flags: string[]): Promise<Watching> {
  endSurvivors(repo);
  const run = repo.start({}, "watch", ...flags, "--json");
  await expect.poll(() => lockOf(repo), { timeout: 60_000 }).toContain(`"pid":${run.pid},`);
  const ended = run.then(({ exitCode, stdout, stderr }) => {
    const ran = { code: exitCode ?? -1, stdout: String(stdout), stderr: String(stderr) };
    return { ...ran, data: () => envelope<{ data: WatchResult }>(ran).data };
  });
  return {
    pid: run.pid as number,
    says: (text) => expect.poll(() => logOf(repo), { timeout: 60_000 }).toContain(text),
    stop: (signal) => void run.kill(signal),
    ended,
  };
}

/** What watch says of one look. */
export async function watchOnce(repo: Scratch): Promise<WatchResult & { readonly code: number }> {
  const ran = await repo.chant("watch", "--once", "--json");
  return { code: ran.code, ...envelope<{ data: WatchResult }>(ran).data };
}

export async function lockOf(repo: Scratch): Promise<string> {
  return readFile(join(repo.root, ".chant/.locks/watch.pid"), "utf8").catch(() => "");
}

/** The log of watch without its times. */
export async function logOf(repo: Scratch): Promise<string> {
  const text = await readFile(join(repo.root, ".chant/logs/watch.log"), "utf8").catch(() => "");
  return text.replaceAll(/^\[\d\d:\d\d:\d\d\] /gm, "");
}

/** Waits until watch has looked that often: each look leaves the time on its lock. */
export async function looks(repo: Scratch, times: number): Promise<void> {
  const lock = join(repo.root, ".chant/.locks/watch.pid");
  const long = new Date(0);
  for (let look = 0; look < times; look++) {
    await utimes(lock, long, long);
    await expect.poll(async () => (await stat(lock)).mtimeMs, { timeout: 60_000, interval: 5 }).toBeGreaterThan(0);
  }
}

/** Puts settings of watch into the config: it ends as soon as it is idle, and retries wait no time worth the name. */
export async function configureWatch(repo: Scratch, failure: Readonly<Record<string, unknown>> = {}): Promise<void> {
  const settings = { max_retries: 2, retry_delay_ms: 20, retryable_patterns: "connection refused", ...failure };
  const lines = Object.entries(settings).map(([key, value]) => `  ${key}: ${String(value)}`);
  await repo.configure("watch", "idle_timeout_minutes: 0.01", "failure:", ...lines);
}

/** An agent that cannot reach its provider, in a way that nobody but the project's config knows. */
export const refused = ["echo 'connection refused' >&2", "exit 1"];

interface Attempt {
  readonly retries?: number;
  readonly verdict: { readonly outcome: string };
  readonly worktree: string;
  readonly options: { readonly skip_deps: boolean };
  readonly prompt: string;
}

/** The settled records of a spec, in their order. */
export async function attemptsOf(repo: Scratch, id: string): Promise<Attempt[]> {
  const names = (await filesIn(join(repo.root, `.chant/logs/${id}`))).filter((name) => name.endsWith(".json")).sort();
  const texts = await Promise.all(names.map((name) => readFile(join(repo.root, `.chant/logs/${id}`, name), "utf8")));
  return texts.map((text) => JSON.parse(text) as Attempt);
}

/** A spec whose agent fails of something that the project calls passing. */
export async function failingSpec(repo: Scratch, ...flags: string[]): Promise<string> {
  await repo.agentScript(...refused);
  const id = await repo.spec("Write the greeting");
  expect(await repo.result("work", id, "--no-watch", ...flags)).toMatchObject({ code: 4, outcome: "failed" });
  return id;
}
