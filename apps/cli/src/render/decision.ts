import { color } from "../terminal/color.ts";
import { escapeControls } from "../terminal/escape.ts";
import { runnable } from "../terminal/runnable.ts";

interface Decided {
  readonly spec_id: string;
  readonly approval: "approved" | "rejected";
  readonly by: string;
  readonly identity?: string;
  readonly changed: boolean;
  readonly notices: readonly string[];
  readonly next: readonly string[];
  readonly reason?: string;
  readonly action?: "manual" | "dependency" | "group";
  readonly specs?: readonly string[];
}

const words = { approved: color.green("APPROVED"), rejected: color.red("REJECTED") } as const;

/** What was decided about a spec, by whom, what followed from it and what to type next. */
export function renderDecision(decided: Decided): string {
  const { spec_id: id, approval, by, identity, changed, reason, notices, next } = decided;
  const who = escapeControls(by) + (identity === undefined ? "" : color.dim(` (git: ${escapeControls(identity)})`));
  const head = changed
    ? `Spec ${color.bold(id)} ${words[approval]} by ${who}`
    : `${color.dim("•")} ${color.bold(id)} is ${approval} by ${who} already`;
  const lines = [
    head,
    ...(reason === undefined
      ? []
      : reason
          .split(/\r?\n/)
          .map((line, index) => (index === 0 ? `Reason: ${escapeControls(line)}` : escapeControls(line)))),
    ...followed(decided),
    ...notices.map((notice) => `  ${color.yellow("⚠")} ${escapeControls(notice)}`),
    ...next.map((command) => `  ${color.dim("next")}      ${runnable(command)}`),
  ];
  return `${lines.join("\n")}\n`;
}

function followed({ action, specs = [] }: Decided): string[] {
  if (action === "dependency") return specs.map((id) => `  It waits for ${color.bold(id)}, which holds the fix`);
  if (action === "group") return specs.map((id) => `  member    ${color.bold(id)}`);
  return [];
}
