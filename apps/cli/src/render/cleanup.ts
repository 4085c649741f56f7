import { color } from "../terminal/color.ts";
import { escapeControls } from "../terminal/escape.ts";
import { table } from "../terminal/width.ts";
import { sizeOf } from "./size.ts";
import { counted } from "../terminal/counted.ts";

interface Leaving {
  readonly kind: string;
  readonly path?: string;
  readonly branch?: string;
  readonly spec_id?: string;
  readonly reason: string;
  readonly bytes: number;
  readonly whole: boolean;
  readonly modified_at?: string;
  readonly backup_ref?: string;
}

interface Cleanup {
  readonly dry_run: boolean;
  readonly results: readonly Leaving[];
  readonly kept: readonly Leaving[];
  readonly bytes: number;
}

/** What goes and what stays, each with its reason, and what that makes room for. */
export function renderCleanup({ dry_run, results, kept, bytes }: Cleanup): string {
  const whole = results.every((one) => one.whole);
  const verb = dry_run ? "Would remove" : "Removed";
  const total = `${verb} ${counted(results.length, "item")}, ${sizeOf({ bytes, whole })}.\n`;
  return [
    results.length === 0 ? "Nothing to clean up.\n" : `${color.bold(`${verb}:`)}\n${rows(results)}`,
    kept.length === 0 ? "" : `${color.bold("Kept:")}\n${rows(kept)}`,
    results.length === 0 ? "" : total,
  ].join("");
}

const kinds: Readonly<Record<string, string>> = { run_files: "run files" };

function rows(leavings: readonly Leaving[]): string {
  return table(
    leavings.map((one) => [
      `  ${kinds[one.kind] ?? one.kind}`,
      escapeControls(one.path ?? one.branch ?? ""),
      one.kind === "branch" ? "" : sizeOf(one),
      (one.modified_at ?? "").slice(0, 10),
      color.dim(escapeControls(one.backup_ref === undefined ? one.reason : `${one.reason} (${one.backup_ref})`)),
    ]),
  );
}
