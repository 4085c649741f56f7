import { color } from "../terminal/color.ts";
import { escapeControls } from "../terminal/escape.ts";
import { renderDefault } from "./default.ts";

interface Shown {
  readonly path: string;
  readonly trusted: boolean;
  readonly config: Readonly<Record<string, unknown>>;
  readonly findings: readonly Finding[];
}

interface Finding {
  readonly severity: "error" | "warning" | "info";
  readonly message: string;
  readonly line?: number;
  readonly suggestion?: string;
}

const marks = { error: color.red("✗"), warning: color.yellow("⚠"), info: color.dim("ℹ") } as const;

/** What was found, as `file:line`, else every setting in force. */
export function renderConfig({ path, trusted, config, findings }: Shown): string {
  if (findings.length > 0) return findings.map((finding) => lineOf(path, finding)).join("");
  return renderDefault({ path, trusted, ...config });
}

function lineOf(path: string, { severity, message, line, suggestion }: Finding): string {
  const place = line === undefined ? "" : `${path}:${line}: `;
  const hint = suggestion === undefined ? "" : `\n  ${color.dim(escapeControls(suggestion))}`;
  return `${marks[severity]} ${place}${escapeControls(message)}${hint}\n`;
}
