import { color } from "../terminal/color.ts";
import { escapeControls } from "../terminal/escape.ts";
import { runnable } from "../terminal/runnable.ts";

/** Who held the lock, and what to type next. */
export function renderUnlock({
  message,
  next,
}: {
  readonly message: string;
  readonly next: readonly string[];
}): string {
  const lines = next.map((command) => `  ${color.dim("next")} ${runnable(command)}\n`);
  return `${escapeControls(message)}\n${lines.join("")}`;
}
