import { ChantError } from "@chant/core/errors";
import type { FoundCommand } from "./find-command.ts";

const verbose = ["-v, --verbose", "Show everything that the agent says and does"] as const;

/** Flags that say how a result is shown, which is nobody's business but a terminal's. */
export const terminalFlags: Readonly<Record<string, readonly (readonly [flag: string, description: string])[]>> = {
  list: [["--summary", "How all specs stand: the same as chant status, with its flags"]],
  show: [["--no-render", "Do not render the body"]],
  status: [["--watch", "Show it again every 5 seconds, until it is interrupted"]],
  work: [verbose],
  resume: [verbose],
};

/** Whether a flag of a command is one of these, and not of its operation's input. */
export function hasTerminalFlag(name: string, flag: string): boolean {
  return terminalFlags[name]?.some(([known]) => known === flag) ?? false;
}

/** Flags that make a command another one. */
const redirects: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  list: { "--summary": "status" },
  work: { "--finalize": "finalize" },
};

/** Flags that are only another command's. */
const needs: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  list: { "--brief": "--summary", "--watch": "--summary" },
};

/** The command that a line really means: `list --summary` is `status`. Throws INPUT_INVALID. */
export function redirect({ name = "", rest }: FoundCommand): FoundCommand {
  const end = rest.indexOf("--");
  const flags = end === -1 ? rest : rest.slice(0, end);
  const flag = flags.find((word) => redirects[name]?.[word] !== undefined);
  if (flag !== undefined) {
    return { name: redirects[name]?.[flag], rest: rest.filter((word, at) => word !== flag || at > flags.length) };
  }
  const lost = flags.find((word) => needs[name]?.[word] !== undefined);
  if (lost === undefined) return { name, rest };
  const needed = needs[name]?.[lost] as string;
  const fix = `chant ${name} ${needed} ${lost}`;
  throw new ChantError("INPUT_INVALID", `${lost} is for ${name} ${needed}.`, { fix, details: { flag: lost } });
}

/** Flags that mean different forms of one result. */
const exclusive: Readonly<Record<string, readonly (readonly [string, string])[]>> = {
  status: [
    ["brief", "json"],
    ["watch", "json"],
  ],
};

/** Throws INPUT_INVALID for two flags of which only one can be. */
export function requireCompatible(name: string, flags: Readonly<Record<string, unknown>>): void {
  const clash = exclusive[name]?.find((pair) => pair.every((flag) => flags[flag] === true));
  if (clash === undefined) return;
  const [one, other] = clash.map((flag) => `--${flag}`);
  const message = `${one} and ${other} exclude each other: they are two forms of one result.`;
  throw new ChantError("INPUT_INVALID", message, { fix: `chant ${name} ${other}`, details: { flags: [one, other] } });
}
