import { color } from "../terminal/color.ts";
import { escapeControls } from "../terminal/escape.ts";
import { counted } from "../terminal/counted.ts";

interface Derived {
  readonly rules: number;
  readonly dry_run: boolean;
  readonly specs: readonly {
    readonly id: string;
    readonly values: Readonly<Record<string, unknown>>;
    readonly warnings: readonly string[];
    readonly skipped?: string;
  }[];
}

const shown = 10;

/** How many specs change, and the first ten with their new values. */
export function renderDerive({ rules, dry_run, specs }: Derived): string {
  if (rules === 0) return `${color.dim("ℹ")} There are no rules: enterprise.derived of the config has none.\n`;
  const changed = specs.filter(({ values }) => Object.keys(values).length > 0);
  const count = counted(changed.length, "spec");
  const head = dry_run ? `Preview: would update ${count}` : `${color.green("✓")} Derived ${count}`;
  const lines = changed.slice(0, shown).map(({ id, values }) => {
    const pairs = Object.entries(values).map(([key, value]) => `${key}=${[value].flat().join(",")}`);
    return `  ${color.dim("•")} ${id}: ${escapeControls(pairs.join(", "))}`;
  });
  const more = changed.length > shown ? [color.dim(`  (showing first ${shown} of ${changed.length})`)] : [];
  return `${[head, ...lines, ...more, ...specs.flatMap(warningLines)].join("\n")}\n`;
}

function warningLines({ id, warnings, skipped }: Derived["specs"][number]): string[] {
  const all = [...warnings, ...(skipped === undefined ? [] : [`it was left alone: ${skipped}`])];
  return all.map((warning) => `${color.yellow("⚠")} ${id}: ${escapeControls(warning)}`);
}
