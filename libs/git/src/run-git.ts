import { execFile, type ExecFileException } from "node:child_process";
import { existsSync } from "node:fs";
import { ChantError, type ErrorCode } from "@chant/core/errors";
import { lockError } from "./git-lock.ts";

export interface GitOptions {
  /** Text or bytes for standard input; without it the input is closed. */
  readonly input?: string | Uint8Array;
  readonly env?: Readonly<Record<string, string>>;
  /** Exit codes that are answers, not failures; 0 always is. */
  readonly answers?: readonly number[];
  /** How the output is read; `latin1` keeps every byte a character. */
  readonly encoding?: "utf8" | "latin1";
  /** How long it may take; two minutes without it. */
  readonly timeoutMs?: number;
}

export interface GitResult {
  readonly stdout: string;
  readonly stderr: string;
  readonly exitCode: number;
}

const timeLimitMs = 120_000;

/** Variables of a caller that would point git somewhere else, or at a person. */
const removed =
  /^GIT_(?:DIR|WORK_TREE|INDEX_FILE|OBJECT_DIRECTORY|ALTERNATE_OBJECT_DIRECTORIES|COMMON_DIR|NAMESPACE|PREFIX|CEILING_DIRECTORIES|EDITOR|SEQUENCE_EDITOR|PAGER|ASKPASS)$/;

const fixed: Readonly<Record<string, string>> = {
  LC_ALL: "C",
  GIT_TERMINAL_PROMPT: "0",
  GIT_OPTIONAL_LOCKS: "0",
  GIT_EDITOR: "false",
  GIT_SEQUENCE_EDITOR: "false",
  GIT_PAGER: "cat",
  GIT_ASKPASS: "false",
};

/** The environment of every git process: nobody to ask, nothing inherited that points elsewhere. */
export function gitEnvironment(extra: Readonly<Record<string, string>> = {}): Record<string, string> {
  const inherited = Object.entries(process.env).filter(([name, value]) => value !== undefined && !removed.test(name));
  return { ...(Object.fromEntries(inherited) as Record<string, string>), ...fixed, ...extra };
}

/**
 * Runs the user's git without a shell, a terminal or hooks' questions. Throws GIT_NOT_INSTALLED, IO_DISK_FULL,
 * IO_READ_ONLY, GIT_LOCKED, GIT_FAILED with git's first words.
 */
export async function runGit(cwd: string, args: readonly string[], options: GitOptions = {}): Promise<GitResult> {
  const { error, stdout, stderr } = await execute(cwd, args, options);
  const exitCode = error === null ? 0 : typeof error.code === "number" ? error.code : -1;
  if (exitCode === 0 || options.answers?.includes(exitCode)) return { stdout, stderr, exitCode };
  throw gitError(args, { cwd, stderr, exitCode, cause: error as ExecFileException });
}

interface Ended {
  readonly error: ExecFileException | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Node's own way: with dozens of short processes in a run, a library around it would be a tenth of the time. */
function execute(
  cwd: string,
  args: readonly string[],
  { input = "", env, encoding, timeoutMs }: GitOptions,
): Promise<Ended> {
  const limits = { timeout: timeoutMs ?? timeLimitMs, maxBuffer: 1024 * 1024 * 1024 };
  const options = { cwd, env: gitEnvironment(env), ...limits, encoding: encoding ?? "utf8" } as const;
  return new Promise((resolve) => {
    const child = execFile("git", args, options, (error, stdout, stderr) => resolve({ error, stdout, stderr }));
    // Git may end before it has read everything; its exit code tells.
    child.stdin?.on("error", () => undefined).end(input);
  });
}

interface Failure {
  readonly cwd: string;
  readonly stderr: string;
  readonly exitCode: number;
  readonly cause?: ExecFileException;
}

/** What a git process that failed comes to: the same codes as of `runGit`. */
export function gitError(args: readonly string[], failure: Failure): ChantError {
  const { cwd, stderr, exitCode, cause } = failure;
  // The system says the same of a missing folder to start in.
  if (isNotFound(cause) && existsSync(cwd)) {
    return new ChantError("GIT_NOT_INSTALLED", "There is no git program on PATH.", { fix: "git --version" });
  }
  const locked = lockError(stderr, cause);
  if (locked !== undefined) return locked;
  const command = args.find((arg) => /^[a-z][a-z-]+$/.test(arg)) ?? "";
  const code = causes.find(([pattern]) => pattern.test(stderr))?.[1] ?? "GIT_FAILED";
  const details = { args, exit_code: exitCode, stderr: stderr.slice(0, 4000) };
  return new ChantError(code, `git ${command} failed: ${reasonOf(failure)}`, { fix: "git status", details, cause });
}

function reasonOf({ cwd, stderr, exitCode, cause }: Failure): string {
  if (cause?.killed) return `took longer than ${timeLimitMs / 1000} s`;
  if (isNotFound(cause)) return `there is no folder ${cwd}`;
  const lines = stderr.split("\n").map((line) => line.trim());
  const said = lines.find((line) => /^(fatal|error):/.test(line)) ?? lines[0];
  // Why a hook refuses only the hook can say.
  const hook = /\bhook\b/.test(said ?? "")
    ? lines
        .filter((line) => line !== said)
        .join(" ")
        .trim()
    : "";
  return [said, hook.slice(0, 300)].filter(Boolean).join(": ") || `exit code ${exitCode}`;
}

function isNotFound(cause: ExecFileException | undefined): boolean {
  return (cause?.code as unknown) === "ENOENT";
}

const causes: readonly (readonly [RegExp, ErrorCode])[] = [
  [/No space left on device|Disk quota exceeded/, "IO_DISK_FULL"],
  [/Read-only file system|insufficient permission|Permission denied/, "IO_READ_ONLY"],
];
