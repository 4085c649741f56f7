import { color } from "../terminal/color.ts";
import { escapeControls } from "../terminal/escape.ts";
import { icons } from "./icons.ts";

interface Named {
  readonly id: string;
  readonly title: string;
}

interface Refreshed {
  readonly total: number;
  readonly counts: Readonly<Record<string, number>>;
  readonly ready?: readonly Named[];
  readonly blocked?: readonly (Named & { readonly blocked_by: readonly { id: string; status: string }[] })[];
}

/** How many specs there are of each kind, and, where they were asked for, which are ready and which blocked. */
export function renderRefresh({ total, counts, ready, blocked }: Refreshed): string {
  const { completed = 0, ready: readyCount = 0, in_progress = 0, pending = 0, blocked: blockedCount = 0 } = counts;
  const lines = [
    ["Completed", completed],
    ["Ready", readyCount],
    ["In Progress", in_progress],
    ["Pending", pending],
    ["Blocked", blockedCount],
  ].map(([name, value]) => `  ${name}: ${value}\n`);
  const head = `Checking dependency status...\n${color.green("✓")} Refreshed ${total} specs\n`;
  return [head + lines.join(""), ...sectionsOf(ready, blocked)].join("\n");
}

function sectionsOf(ready: Refreshed["ready"] = [], blocked: Refreshed["blocked"] = []): string[] {
  const readyLines = ready.map((spec) => `  ${icons["pending"] ?? ""} ${nameOf(spec)}\n`);
  const blockedLines = blocked.map((spec) => {
    const by = spec.blocked_by.map(({ id, status }) => `${escapeControls(id)} (${status})`).join(", ");
    return `  ${icons["blocked"] ?? ""} ${nameOf(spec)} ${color.dim(`(blocked by: ${by})`)}\n`;
  });
  return [
    readyLines.length === 0 ? "" : `Ready specs:\n${readyLines.join("")}`,
    blockedLines.length === 0 ? "" : `Blocked specs:\n${blockedLines.join("")}`,
  ].filter((part) => part !== "");
}

function nameOf({ id, title }: Named): string {
  return `${id} ${escapeControls(title || "(untitled)")}`;
}
