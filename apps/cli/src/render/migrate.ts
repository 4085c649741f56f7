import { color } from "../terminal/color.ts";
import { escapeControls } from "../terminal/escape.ts";

interface Migrated {
  readonly applied: boolean;
  readonly files: readonly {
    readonly path: string;
    readonly to?: string;
    readonly changes: readonly string[];
    readonly manual?: readonly string[];
  }[];
  readonly unchanged: number;
  readonly skipped: readonly { readonly path: string; readonly why: string }[];
  readonly committed: boolean;
}

/** Each file with what changes in it, and how to make it so. */
export function renderMigrate({ applied, files, unchanged, skipped, committed }: Migrated): string {
  const left = skipped.map(({ path, why }) => `${color.yellow("⚠")} ${escapeControls(path)} was left alone: ${why}`);
  if (files.length === 0) return `${[`${color.green("✓")} Nothing to migrate.`, ...left].join("\n")}\n`;
  const parts = files.map(({ path, to, changes, manual = [] }) => [
    `  ${color.bold(escapeControls(path))}`,
    ...changes.map((change) => `    - ${escapeControls(change)}`),
    ...(to === undefined ? [] : [`    - goes to ${escapeControls(to)}`]),
    ...manual.map((change) => `    ${color.yellow("by hand")} ${escapeControls(change)}`),
  ]);
  const open = files.some(({ changes, to }) => changes.length > 0 || to !== undefined);
  const next = open ? "Run 'chant migrate --apply' to apply." : "What is left is for you to put right by hand.";
  const tail = applied ? `${color.green("✓")} Applied${committed ? " and committed" : ""}.` : next;
  const same = unchanged === 0 ? [] : [color.dim(`  ${unchanged} other files need no changes.`)];
  return `${["Changes:", ...parts.flat(), ...same, ...left, "", tail].join("\n")}\n`;
}
