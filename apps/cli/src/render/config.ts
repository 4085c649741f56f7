import { color } from "../terminal/color.ts";
import { escapeControls } from "../terminal/escape.ts";
import { renderDefault } from "./default.ts";
import { counted } from "../terminal/counted.ts";

interface Shown {
  readonly path: string;
  readonly trusted: boolean;
  readonly config: Readonly<Record<string, unknown>>;
  readonly origins?: readonly Origin[];
  readonly checks?: readonly Check[];
  readonly capacity?: { readonly agents: number; readonly total: number };
  readonly findings: readonly Finding[];
}

interface Origin {
  readonly key: string;
  readonly value: unknown;
  readonly layer: string;
  readonly file?: string;
}

interface Check {
  readonly group: string;
  readonly name: string;
  readonly ok: boolean;
  readonly detail: string;
}

interface Finding {
  readonly severity: "error" | "warning" | "info";
  readonly message: string;
  readonly file?: string;
  readonly line?: number;
  readonly suggestion?: string;
}

const marks = { error: color.red("✗"), warning: color.yellow("⚠"), info: color.dim("ℹ") } as const;

/** What was looked for and found, then what is wrong as `file:line`; else every setting in force. */
export function renderConfig({ path, trusted, config, origins, checks, capacity, findings }: Shown): string {
  const problems = findings.map((finding) => lineOf(path, finding));
  if (checks !== undefined)
    return [...checkLines(checks), ...capacityLines(capacity), ...problems, verdict(findings)].join("");
  if (findings.length > 0) return [...problems, verdict(findings)].join("");
  if (origins !== undefined) return origins.map(originLine).join("");
  return renderDefault({ path, trusted, ...config });
}

const titles: Readonly<Record<string, string>> = {
  agents: "Agents",
  prompts: "Prompts",
  repos: "Repositories",
  templates: "Templates",
};

function checkLines(checks: readonly Check[]): string[] {
  const groups = [...new Set(checks.map(({ group }) => group))];
  return groups.flatMap((group) => [
    `${color.bold(titles[group] ?? group)}\n`,
    ...checks
      .filter((check) => check.group === group)
      .map(({ ok, name, detail }) => {
        const mark = ok ? color.green("✓") : color.red("✗");
        return `  ${mark} ${escapeControls(name)}${name === "" ? "" : "  "}${color.dim(escapeControls(detail))}\n`;
      }),
  ]);
}

function capacityLines(capacity: Shown["capacity"]): string[] {
  if (capacity === undefined) return [];
  const { agents, total } = capacity;
  return [`${color.bold("Capacity")}\n  ${counted(agents, "agent")}, ${total} specs at once\n`];
}

function verdict(findings: readonly Finding[]): string {
  const count = (severity: Finding["severity"], word: string) => {
    const number = findings.filter((one) => one.severity === severity).length;
    return number === 0 ? [] : [counted(number, word)];
  };
  const counts = [...count("error", "error"), ...count("warning", "warning")].join(" and ");
  if (findings.some(({ severity }) => severity === "error")) return `${color.red("✗")} The config has ${counts}\n`;
  return `${color.green("✓")} The config is valid${counts === "" ? "" : ` with ${counts}`}\n`;
}

function lineOf(path: string, { severity, message, file = path, line, suggestion }: Finding): string {
  const place = line === undefined ? "" : `${file}:${line}: `;
  const hint = suggestion === undefined ? "" : `\n  ${color.dim(escapeControls(suggestion))}`;
  return `${marks[severity]} ${place}${escapeControls(message)}${hint}\n`;
}

function originLine({ key, value, layer, file }: Origin): string {
  const shown = escapeControls(typeof value === "string" ? value : JSON.stringify(value));
  const from = file === undefined ? layer : `${layer}: ${file}`;
  return `${color.bold(escapeControls(key))}: ${shown}  ${color.dim(`(${escapeControls(from)})`)}\n`;
}
