import { spawnSync } from "node:child_process";
import { execa } from "execa";
import { cli, type Scratch } from "./create-scratch.ts";

export interface Terminal {
  readonly columns: number;
  readonly rows: number;
  readonly env?: Record<string, string>;
}

export interface InTerminal {
  /** What was written so far, escape sequences included. */
  output(): string;
  /** What somebody types; Ctrl-C is \u0003. */
  type(text: string): void;
  /** Takes the terminal away, as when its window is closed. */
  close(): void;
  ended: Promise<{ readonly code: number; readonly output: string }>;
}

/** What gives a command a terminal of its own: the command line is its last argument. */
const programs = [
  { program: "script", probe: ["-qec", "true", "/dev/null"], args: (line: string) => ["-qec", line, "/dev/null"] },
  {
    program: "python3",
    probe: ["-c", "import pty"],
    args: (line: string) => [
      "-c",
      "import os, pty, sys; sys.exit(os.waitstatus_to_exitcode(pty.spawn(sys.argv[1:])))",
      "sh",
      "-c",
      line,
    ],
  },
];

/** The program of this machine that makes terminals; undefined where there is none. */
export const terminalProgram = programs.find(({ program, probe }) => spawnSync(program, probe).status === 0);

/** Starts the CLI on a terminal of its own. */
export function startInTerminal(repo: Scratch, { columns, rows, env }: Terminal, ...args: string[]): InTerminal {
  if (terminalProgram === undefined) throw new Error("There is nothing that makes a terminal.");
  const words = [process.execPath, cli, ...args].map((word) => `'${word}'`).join(" ");
  const line = `stty cols ${columns} rows ${rows}; exec ${words}`;
  const run = execa(terminalProgram.program, terminalProgram.args(line), {
    cwd: repo.root,
    env: { ...repo.env, TERM: "xterm", SHELL: "/bin/sh", ...env },
    extendEnv: false,
    reject: false,
    stdin: "pipe",
  });
  let output = "";
  run.stdout.on("data", (chunk: Buffer) => (output += chunk.toString()));
  return {
    output: () => output,
    type: (text) => void run.stdin.write(text),
    close: () => void run.kill("SIGKILL"),
    ended: run.then(({ exitCode }) => ({ code: exitCode ?? -1, output })),
  };
}

/** The pieces of text that were written without moving the cursor in between, without colours. */
export function writtenPieces(output: string): string[] {
  return output.split(/\r|\n|\u001b\[\d*[A-K]/).map((piece) => piece.replaceAll(/\u001b\[[?\d;]*[a-zA-Z]/g, ""));
}
