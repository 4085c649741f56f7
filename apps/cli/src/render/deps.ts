import { color } from "../terminal/color.ts";
import { escapeControls } from "../terminal/escape.ts";
import { table } from "../terminal/width.ts";
import { icons } from "./icons.ts";
import { counted } from "../terminal/counted.ts";

interface Wait {
  readonly id: string;
  readonly title?: string;
  readonly status: string;
  readonly kind: string;
  readonly satisfied: boolean;
  readonly via?: string;
  readonly message?: string;
}

interface Problem {
  readonly severity: string;
  readonly kind: string;
  readonly spec_id: string;
  readonly message: string;
}

interface Deps {
  readonly spec?: { readonly id: string; readonly title: string; readonly status: string; readonly ready: boolean };
  readonly waits_for?: readonly Wait[];
  readonly waited_for_by?: readonly Wait[];
  readonly problems?: readonly Problem[];
  readonly checked?: number;
}

/** What a spec waits for and what waits for it, or what is wrong with dependencies. */
export function renderDeps({ spec, waits_for = [], waited_for_by = [], problems, checked = 0 }: Deps): string {
  if (problems !== undefined) return renderProblems(problems, checked);
  if (spec === undefined) return "";
  const { id, title, status, ready } = spec;
  const waits = status === "pending" && waits_for.some((wait) => !wait.satisfied);
  const head = `${icons[ready ? "ready" : waits ? "blocked" : status] ?? ""} ${color.bold(id)} ${escapeControls(title)}\n`;
  return [head, section("Waits for", waits_for, "nothing"), section("Waited for by", waited_for_by, "nobody")].join(
    "\n",
  );
}

function section(name: string, waits: readonly Wait[], none: string): string {
  if (waits.length === 0) return `${color.bold(name)}: ${none}\n`;
  const rows = waits.map(({ id, title = "", status, kind, satisfied, via }) => [
    `  ${satisfied ? color.green("✓") : (icons[status] ?? color.red("✗"))}`,
    escapeControls(id),
    status.replace("_", " "),
    escapeControls(title),
    color.dim([kindOf(kind), via === undefined ? "" : `through ${escapeControls(via)}`].filter(Boolean).join(", ")),
  ]);
  return `${color.bold(name)}\n${table(rows)}`;
}

const kinds: Readonly<Record<string, string>> = {
  dependency: "",
  driver_dependency: "its driver's dependency",
  sibling: "earlier member",
  members: "member",
  missing: "does not exist",
  unknown_repo: "no such repository",
  missing_path: "repository not found",
  missing_specs: "repository without specs",
  unreadable: "cannot be read",
};

function kindOf(kind: string): string {
  return kinds[kind] ?? kind;
}

const signs: Readonly<Record<string, string>> = {
  error: color.red("✗"),
  warning: color.yellow("⚠"),
  info: color.dim("ℹ"),
};

function renderProblems(problems: readonly Problem[], checked: number): string {
  const lines = problems.map(({ severity, spec_id, message, kind }) => {
    return `${signs[severity] ?? ""} ${spec_id} ${escapeControls(message)} ${color.dim(`[${kind}]`)}\n`;
  });
  const errors = problems.filter(({ severity }) => severity === "error").length;
  const specs = counted(checked, "spec");
  const sum =
    errors === 0 ? `${color.green("✓")} The dependencies of ${specs} hold.` : `${errors} of these need a fix.`;
  return `${lines.join("")}${sum}\n`;
}
