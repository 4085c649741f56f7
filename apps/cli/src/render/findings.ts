import { color } from "../terminal/color.ts";
import { escapeControls } from "../terminal/escape.ts";

export interface Finding {
  readonly rule: string;
  readonly severity: "error" | "warning" | "info";
  readonly message: string;
  readonly line?: number;
}

const marks = { error: color.red("✗"), warning: color.yellow("⚠"), info: color.dim("ℹ") } as const;

/** One line each: how bad, where and what. */
export function findingLines(findings: readonly Finding[]): string[] {
  return findings.map(({ rule, severity, message, line }) => {
    const place = line === undefined ? "" : `line ${line}: `;
    return `${marks[severity]} ${place}${escapeControls(message)} ${color.dim(`[${rule}]`)}`;
  });
}
