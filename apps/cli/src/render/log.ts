import { escapeControls } from "../terminal/escape.ts";

interface Log {
  readonly spec_id: string;
  readonly run?: number;
  readonly lines: readonly string[];
}

/** The lines as they are. */
export function renderLog({ spec_id, run, lines }: Log): string {
  if (run === undefined) return `${spec_id} has not been worked yet: there is no log.\n`;
  return lines.map((line) => `${escapeControls(line)}\n`).join("");
}
