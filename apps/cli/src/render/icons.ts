import { color } from "../terminal/color.ts";

/** One sign a status, as the documentation shows them. */
export const icons: Readonly<Record<string, string>> = {
  pending: "○",
  in_progress: color.cyan("◐"),
  paused: color.yellow("◑"),
  completed: color.green("●"),
  failed: color.red("✗"),
  needs_attention: color.yellow("⚠"),
  ready: color.green("◕"),
  blocked: color.red("⊗"),
  cancelled: color.dim("✓"),
  running: color.cyan("◐"),
  unchanged: color.dim("•"),
};
