import { color } from "../terminal/color.ts";
import { escapeControls } from "../terminal/escape.ts";
import { icons } from "./icons.ts";

interface Cancelled {
  readonly dry_run: boolean;
  readonly results: readonly {
    readonly spec_id: string;
    readonly outcome: "cancelled" | "deleted" | "completed";
    readonly from: string;
    readonly message: string;
    readonly branch?: string;
    readonly worktree?: string;
    readonly backup_ref?: string;
    readonly removed: readonly string[];
  }[];
}

/** What became of each spec, or would become, and where its work is. */
export function renderCancel({ dry_run, results }: Cancelled): string {
  return results.map((result) => renderOne(result, dry_run)).join("");
}

const wouldBe: Readonly<Record<string, string>> = { cancelled: "would be cancelled", deleted: "would be deleted" };

function renderOne({ outcome, spec_id, from, message, ...kept }: Cancelled["results"][number], dry: boolean): string {
  const said = dry ? wouldBe[outcome] : outcome;
  const head = `${icons[outcome] ?? color.dim("✗")} ${color.bold(spec_id)} ${said} (was ${from.replace("_", " ")})`;
  const facts = [
    ["branch", kept.branch],
    ["worktree", kept.worktree],
    ["backup", kept.backup_ref],
    ...kept.removed.map((path) => [dry ? "removes" : "removed", path] as const),
  ] as const;
  const lines = facts.flatMap(([name, value]) =>
    value === undefined ? [] : [`  ${color.dim(name.padEnd(9))} ${escapeControls(value)}\n`],
  );
  return `${head}: ${escapeControls(message)}\n${lines.join("")}`;
}
