/**
 * What the documentation promises and this version does not have: commands, and flags of commands that exist. They are
 * recognised and refused by name. A flag that an operation declares itself is never in here; the tables shrink as
 * capabilities land.
 */
export const laterCommands: ReadonlySet<string> = new Set([
  "agent",
  "approve",
  "archive",
  "cancel",
  "cleanup",
  "daemon",
  "diagnose",
  "drift",
  "man",
  "merge-driver",
  "pause",
  "reject",
  "replay",
  "resolve",
  "retry",
  "silent",
  "site",
  "split",
  "stop",
  "takeover",
  "unlock",
  "verify",
  "watch",
  "worktree",
]);

export const laterFlags: Readonly<Record<string, readonly string[]>> = {
  init: ["--agent", "--merge-driver"],
  work: [
    ...[
      "--parallel",
      "--max",
      "--label",
      "--finalize",
      "--cleanup",
      "--no-cleanup",
      "--chain",
      "--chain-max",
      "--no-rebase",
    ],
    ...["--no-watch", "--keep-going", "--in-place", "--background", "--retry-failed"],
  ],
  merge: [
    ...[
      "--all-completed",
      "--list",
      "--ready",
      "-i",
      "--interactive",
      "--delete-branch",
      "--continue-on-error",
      "--rebase",
    ],
    ...["--auto", "--finalize", "--skip-approval"],
  ],
  reset: ["--work", "--prompt", "--branch"],
};

/** `--force` of earlier versions, and what it stands for now. Approval is never part of it. */
export const forceFlags: Readonly<Record<string, readonly string[]>> = {
  work: ["skip-deps", "skip-criteria"],
  resume: ["skip-deps", "skip-criteria"],
  init: [],
};

/** Other spellings of flags that mean the same. */
export const flagAliases: Readonly<Record<string, string>> = { "--force-overwrite": "--force" };
