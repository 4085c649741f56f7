import { color } from "../terminal/color.ts";
import { escapeControls } from "../terminal/escape.ts";
import { counted } from "../terminal/counted.ts";

interface Diagnostic {
  readonly spec_id: string;
  readonly rule: string;
  readonly severity: "error" | "warning" | "info";
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
export function renderLint({ diagnostics, specs, fixed, notices, ...counts }: Linted): string {
  const found = groupById(diagnostics);
  // Ten thousand specs are printed at once: one list of all pieces is joined once.
  const pieces: string[] = [];
  for (const { spec_id, description } of fixed) {
    pieces.push(`${color.green("✓")} ${spec_id} ${escapeControls(description)}\n`);
  }
  for (const notice of notices) pieces.push(`${color.yellow("⚠")} ${escapeControls(notice)}\n`);
  for (const spec of specs) {
    const own = found.get(spec.id);
    if (spec.why !== undefined || own !== undefined) addSpec(pieces, spec, own ?? []);
  }
  const { passed, warned, failed, total } = counts;
  const summary = `${passed} passed, ${warned} with warnings, ${failed} with errors.`;
  pieces.push(`${counted(total, "spec")}: ${summary}\n`);
  return pieces.join("");
}

function addSpec(pieces: string[], spec: Judged, diagnostics: readonly Diagnostic[]): void {
  pieces.push(lights[spec.color], " ", color.bold(spec.id), " ", escapeControls(spec.title), gradesLine(spec.grades));
  const path = escapeControls(spec.path);
  for (const one of diagnostics) addDiagnostic(pieces, one, path);
  if (spec.why === undefined) return;
  for (const [name, reasons] of Object.entries(spec.why))
    for (const reason of reasons) pieces.push(`    ${color.dim(`${name}: ${escapeControls(reason)}`)}\n`);
  for (const text of (spec.suggestions ?? []).slice(0, 3)) pieces.push(`    → ${escapeControls(text)}\n`);
}

// Thousands of specs share a few sets of grades, and a few suggestions.
const gradesLine = remembering((grades: Judged["grades"]) => {
  const named = Object.entries(grades).map(([name, grade]) => `${name} ${grade}`);
  return `\n    ${color.dim(named.join(", "))}\n`;
});
const suggestionLine = remembering((suggestion: string) => `      → ${escapeControls(suggestion)}\n`);

function remembering<Key>(make: (key: Key) => string): (key: Key) => string {
  const known = new Map<Key, string>();
  return (key) => {
    const text = known.get(key) ?? make(key);
    known.set(key, text);
    return text;
  };
}

const lights = { green: color.green("●"), yellow: color.yellow("●"), red: color.red("●") } as const;

const severities: Readonly<Record<Diagnostic["severity"], string>> = {
  error: `    ${color.red("error")} `,
  warning: `    ${color.yellow("warning")} `,
  info: `    ${color.cyan("info")} `,
};

function addDiagnostic(
  pieces: string[],
  { rule, severity, message, suggestion, line }: Diagnostic,
  path: string,
): void {
  const place = line === undefined ? path : `${path}:${line}`;
  pieces.push(severities[severity], escapeControls(message), " ", color.dim(`(${rule}, ${place})`), "\n");
  if (suggestion !== null) pieces.push(suggestionLine(suggestion));
}

function groupById(diagnostics: readonly Diagnostic[]): ReadonlyMap<string, readonly Diagnostic[]> {
  const groups = new Map<string, Diagnostic[]>();
  for (const one of diagnostics) {
    const group = groups.get(one.spec_id);
    if (group === undefined) groups.set(one.spec_id, [one]);
    else group.push(one);
  }
  return groups;
}
