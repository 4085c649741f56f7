import { color } from "../terminal/color.ts";
import { escapeControls } from "../terminal/escape.ts";
import { renderDefault } from "./default.ts";
import { icons } from "./icons.ts";

interface Shown {
  readonly spec: Readonly<Record<string, unknown>> & {
    readonly id: string;
    readonly title: string;
    readonly status: string;
  };
  readonly body?: string;
  readonly criteria: readonly { readonly text: string; readonly checked: boolean }[];
  readonly readiness: { readonly reasons: readonly { readonly kind: string; readonly message: string }[] };
  readonly run?: Readonly<Record<string, unknown>>;
  readonly findings: readonly { readonly severity: string; readonly message: string; readonly line?: number }[];
}

/** A spec's fields, then criteria, what stands in its way, its run and findings. */
export function renderShow({ spec, body, criteria, readiness, run, findings }: Shown): string {
  const { id, title, status, ...rest } = spec;
  const blockers = readiness.reasons.filter((reason) => reason.kind !== "status");
  const parts = [
    `${icons[status] ?? ""} ${color.bold(escapeControls(title || "(untitled)"))}\n${renderDefault({ id, status, ...rest })}`,
    section(
      "Criteria",
      criteria.map(({ text, checked }) => `[${checked ? "x" : " "}] ${escapeControls(text)}`),
    ),
    section(
      "Waits",
      blockers.map((reason) => escapeControls(reason.message)),
    ),
    run === undefined ? "" : `${color.bold("Run")}\n${renderDefault(run)}`,
    section(
      "Findings",
      findings.map(
        ({ severity, message, line }) =>
          `${severity}${line === undefined ? "" : ` (line ${line})`}: ${escapeControls(message)}`,
      ),
    ),
    body === undefined ? "" : escapeControls(body.trim()) + "\n",
  ];
  return parts.filter((part) => part !== "").join("\n");
}

function section(name: string, lines: readonly string[]): string {
  return lines.length === 0 ? "" : `${color.bold(name)}\n${lines.map((line) => `  ${line}\n`).join("")}`;
}
