import { color } from "../terminal/color.ts";
import { escapeControls } from "../terminal/escape.ts";
import { findingLines, type Finding } from "./findings.ts";

interface Edited {
  readonly id: string;
  readonly path: string;
  readonly changed: boolean;
  readonly committed: boolean;
  readonly readable: boolean;
  readonly findings: readonly Finding[];
}

/** Whether the spec was changed and committed, and what is wrong with it now. */
export function renderEdit({ id, path, changed, committed, readable, findings }: Edited): string {
  if (!changed) return `${color.dim("•")} ${id} is unchanged  ${color.dim(escapeControls(path))}\n`;
  const kept = readable ? "not committed" : "kept, and not committed: its header cannot be read";
  const head = committed
    ? `${color.green("✓")} Committed ${color.bold(id)}`
    : `${color.yellow("⚠")} ${color.bold(id)} is ${kept}`;
  return `${[head, ...findingLines(findings.filter(({ severity }) => severity !== "info"))].join("\n")}\n`;
}
