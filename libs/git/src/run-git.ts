import { ChantError, type ErrorCode } from "@chant/core/errors";
import { execa } from "execa";

export interface GitOptions {
  /** Text for standard input; without it the input is closed. */
  readonly input?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Exit codes that are answers, not failures; 0 always is. */
  readonly answers?: readonly number[];
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
 * IO_READ_ONLY, GIT_FAILED with git's first words.
 */
export async function runGit(cwd: string, args: readonly string[], options: GitOptions = {}): Promise<GitResult> {
  const { input, env, answers = [] } = options;
  const result = await execa("git", args, {
    cwd,
    env: gitEnvironment(env),
    extendEnv: false,
    reject: false,
    stripFinalNewline: false,
    timeout: timeLimitMs,
    maxBuffer: 1024 * 1024 * 1024,
    ...(input === undefined ? { stdin: "ignore" as const } : { input }),
  });
  const { exitCode = -1, stdout, stderr } = result;
  if (exitCode === 0 || answers.includes(exitCode)) return { stdout, stderr, exitCode };
  throw gitError(args, { stderr, exitCode, cause: result });
}

interface Failure {
  readonly stderr: string;
  readonly exitCode: number;
  readonly cause: { readonly code?: string | undefined; readonly timedOut: boolean; readonly cwd?: unknown };
}

function gitError(args: readonly string[], { stderr, exitCode, cause }: Failure): ChantError {
  if (cause.code === "ENOENT") {
    return new ChantError("GIT_NOT_INSTALLED", "There is no git program on PATH.", { fix: "git --version" });
  }
  const said = stderr.split("\n").find((line) => /^(fatal|error):/.test(line)) ?? stderr.split("\n")[0] ?? "";
  const reason = cause.timedOut ? `took longer than ${timeLimitMs / 1000} s` : said.trim() || `exit code ${exitCode}`;
  const command = args.find((arg) => /^[a-z][a-z-]+$/.test(arg)) ?? "";
  const code = causes.find(([pattern]) => pattern.test(stderr))?.[1] ?? "GIT_FAILED";
  const details = { args, exit_code: exitCode, stderr: stderr.slice(0, 4000) };
  return new ChantError(code, `git ${command} failed: ${reason}`, { fix: "git status", details, cause });
}

const causes: readonly (readonly [RegExp, ErrorCode])[] = [
  [/No space left on device|Disk quota exceeded/, "IO_DISK_FULL"],
  [/Read-only file system|insufficient permission|Permission denied/, "IO_READ_ONLY"],
];
