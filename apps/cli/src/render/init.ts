import { color } from "../terminal/color.ts";

interface Initialised {
  readonly root: string;
  readonly project: string;
  readonly created: readonly string[];
  readonly updated: readonly string[];
  readonly unchanged: readonly string[];
  readonly committed: boolean;
  readonly notices: readonly string[];
}

/** What was made, one line a file, and the next step. */
export function renderInit({ project, created, updated, unchanged, committed, notices }: Initialised): string {
  const lines = [
    ...created.map((path) => `${color.green("+")} ${path}`),
    ...updated.map((path) => `${color.yellow("~")} ${path}`),
    ...(created.length + updated.length === 0 ? [`Nothing to do: all ${unchanged.length} files are there.`] : []),
    `Project ${color.bold(project)}${committed ? ", committed" : ""}.`,
    ...notices,
    'Next: chant add "Say what is wanted"',
  ];
  return `${lines.join("\n")}\n`;
}
