/**
 * What the documentation promises and this version does not have: commands, and flags of commands that exist. They are
 * recognised and refused by name. A flag that an operation declares itself is never in here; the tables shrink as
 * capabilities land.
 */
export const laterCommands: ReadonlySet<string> = new Set([
  "agent",
  "daemon",
  "drift",
  "man",
  "silent",
  "site",
  "split",
  "verify",
]);

export const laterFlags: Readonly<Record<string, readonly string[]>> = {
  init: ["--agent"],
  work: ["--cleanup", "--no-cleanup", "--no-rebase"],
};

/** `--force` of earlier versions, and what it stands for now. Approval is never part of it. */
export const forceFlags: Readonly<Record<string, readonly string[]>> = {
  work: ["skip-deps", "skip-criteria"],
  resume: ["skip-deps", "skip-criteria"],
  retry: ["skip-deps", "skip-criteria"],
  replay: ["skip-deps", "skip-criteria"],
  cancel: ["skip-checks"],
  archive: ["allow-non-completed", "skip-checks"],
  init: [],
};

/** Other spellings of flags that mean the same. */
export const flagAliases: Readonly<Record<string, string>> = { "--force-overwrite": "--force" };
