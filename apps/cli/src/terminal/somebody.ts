import type { Globals } from "../to-command.ts";

/** Whether somebody is there to be asked: a terminal on both sides, and no flag that answers or silences everything. */
export function isSomebodyThere({ json, quiet, yes }: Globals): boolean {
  return process.stdin.isTTY === true && process.stdout.isTTY === true && !json && !quiet && !yes;
}
