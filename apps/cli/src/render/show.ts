import { color } from "../terminal/color.ts";
import { escapeControls } from "../terminal/escape.ts";
import { renderDefault } from "./default.ts";
import { icons } from "./icons.ts";
import type { Asked } from "./render.ts";

interface Shown {
  readonly spec: Readonly<Record<string, unknown>> & {
    readonly id: string;
    readonly title: string;
    readonly status: string;
  };
  readonly body?: string;
  readonly members?: { readonly done: number; readonly total: number; readonly members: readonly Member[] };
  readonly criteria: readonly { readonly text: string; readonly checked: boolean }[];
  readonly readiness: { readonly reasons: readonly { readonly kind: string; readonly message: string }[] };
  readonly run?: Readonly<Record<string, unknown>>;
  readonly findings: readonly { readonly severity: string; readonly message: string; readonly line?: number }[];
}

interface Member {
  readonly id: string;
  readonly title: string;
  readonly status: string;
}

/** A spec's fields, then criteria, what stands in its way, its run and findings. */
export async function renderShow(
  { spec, body, criteria, readiness, run, findings, members }: Shown,
  asked: Asked,
): Promise<string> {
  const { id, title, status, ...rest } = spec;
  const blockers = readiness.reasons.filter((reason) => reason.kind !== "status");
  const parts = [
    `${icons[status] ?? ""} ${color.bold(escapeControls(title || "(untitled)"))}\n${renderDefault({ id, status, ...rest })}`,
    membersOf(members),
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
    body === undefined ? "" : await bodyOf(body.trim(), asked),
  ];
  return parts.filter((part) => part !== "").join("\n");
}

function membersOf(members: Shown["members"]): string {
  if (members === undefined) return "";
  return section(`Members (${members.done} of ${members.total} done)`, members.members.map(memberLine));
}

function memberLine({ id, title, status }: Member): string {
  return `${icons[status] ?? ""} ${id} ${escapeControls(title)}`;
}

/** Rendered where colours are wanted: markdown is read best as it is where they are not. */
async function bodyOf(body: string, { plain = false }: Asked): Promise<string> {
  if (plain || !color.isColorSupported) return `${escapeControls(body.replaceAll("\r\n", "\n"))}\n`;
  const { renderMarkdown } = await import("../terminal/markdown.ts");
  return renderMarkdown(body);
}

function section(name: string, lines: readonly string[]): string {
  return lines.length === 0 ? "" : `${color.bold(name)}\n${lines.map((line) => `  ${line}\n`).join("")}`;
}
