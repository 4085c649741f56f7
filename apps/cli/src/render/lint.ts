import { color } from "../terminal/color.ts";
import { escapeControls } from "../terminal/escape.ts";

interface Diagnostic {
  readonly spec_id: string;
  readonly rule: string;
  readonly severity: string;
  readonly message: string;
  readonly suggestion: string | null;
  readonly line?: number;
}

interface Judged {
  readonly id: string;
  readonly title: string;
  readonly path: string;
  readonly color: "green" | "yellow" | "red";
  readonly grades: Readonly<Record<string, string>>;
  readonly why?: Readonly<Record<string, readonly string[]>>;
  readonly suggestions?: readonly string[];
}

interface Linted {
  readonly diagnostics: readonly Diagnostic[];
  readonly specs: readonly Judged[];
  readonly passed: number;
  readonly warned: number;
  readonly failed: number;
  readonly total: number;
  readonly fixed: readonly { readonly spec_id: string; readonly description: string }[];
  readonly notices: readonly string[];
}

/** The specs that something was found in, with what it is; every spec, with the reasons of its grades, where they are there. */
export function renderLint(linted: Linted): string {
  const found = groupById(linted.diagnostics);
  const shown = linted.specs.filter(({ id, why }) => why !== undefined || found.has(id));
  const { passed, warned, failed, total, fixed, notices } = linted;
  return [
    ...fixed.map(({ spec_id, description }) => `${color.green("✓")} ${spec_id} ${escapeControls(description)}\n`),
    ...notices.map((notice) => `${color.yellow("⚠")} ${escapeControls(notice)}\n`),
    ...shown.map((spec) => specLines(spec, found.get(spec.id) ?? [])),
    `${total} ${total === 1 ? "spec" : "specs"}: ${passed} passed, ${warned} with warnings, ${failed} with errors.\n`,
  ].join("");
}

function specLines(spec: Judged, diagnostics: readonly Diagnostic[]): string {
  const grades = Object.entries(spec.grades).map(([name, grade]) => `${name} ${grade}`);
  const head = `${lights[spec.color]} ${color.bold(spec.id)} ${escapeControls(spec.title)}\n`;
  return [
    head,
    `    ${color.dim(grades.join(", "))}\n`,
    ...diagnostics.map((one) => diagnosticLines(spec, one)),
    ...Object.entries(spec.why ?? {}).flatMap(([name, reasons]) =>
      reasons.map((reason) => `    ${color.dim(`${name}: ${escapeControls(reason)}`)}\n`),
    ),
    ...(spec.suggestions ?? []).slice(0, 3).map((text) => `    → ${escapeControls(text)}\n`),
  ].join("");
}

const lights = { green: color.green("●"), yellow: color.yellow("●"), red: color.red("●") } as const;

const severities: Readonly<Record<string, string>> = {
  error: color.red("error"),
  warning: color.yellow("warning"),
  info: color.cyan("info"),
};

function diagnosticLines({ path }: Judged, { rule, severity, message, suggestion, line }: Diagnostic): string {
  const place = `${path}${line === undefined ? "" : `:${line}`}`;
  const text = `    ${severities[severity] ?? severity} ${escapeControls(message)} ${color.dim(`(${rule}, ${escapeControls(place)})`)}\n`;
  return suggestion === null ? text : `${text}      → ${escapeControls(suggestion)}\n`;
}

function groupById(diagnostics: readonly Diagnostic[]): ReadonlyMap<string, readonly Diagnostic[]> {
  const groups = new Map<string, Diagnostic[]>();
  for (const one of diagnostics) groups.set(one.spec_id, [...(groups.get(one.spec_id) ?? []), one]);
  return groups;
}
