import { color } from "../terminal/color.ts";
import { escapeControls } from "../terminal/escape.ts";
import { findingLines, type Finding } from "./findings.ts";

interface Grade {
  readonly grade: "A" | "B" | "C" | "D";
}

interface Added {
  readonly id: string;
  readonly path: string;
  readonly template?: string;
  readonly derived?: Readonly<Record<string, unknown>>;
  readonly notices: readonly string[];
  readonly quality: {
    readonly light: string;
    readonly color: "green" | "yellow" | "red";
    readonly complexity: Grade & { readonly criteria: number; readonly files: number; readonly words: number };
    readonly confidence: Grade;
    readonly criteria_quality: Grade;
    readonly suggestions: readonly string[];
  };
  readonly findings: readonly Finding[];
}

/** The new id, what to do with it, how good it is and what would make it better. */
export function renderAdd({ id, path, template, derived, notices, quality, findings }: Added): string {
  const from = template === undefined ? "" : color.dim(` from template ${escapeControls(template)}`);
  const lines = [
    `${color.green("✓")} Added ${color.bold(id)}${from}`,
    `  edit  ${escapeControls(path)}`,
    `  work  chant work ${id}`,
    ...Object.entries(derived ?? {}).map(
      ([key, value]) => `  ${color.dim("derived")} ${escapeControls(`${key}: ${String(value)}`)}`,
    ),
    ...notices.map((notice) => `  ${color.dim("ℹ")} ${escapeControls(notice)}`),
    "",
    ...qualityLines(quality),
    ...findingLines(findings.filter(({ severity }) => severity === "error")),
  ];
  return `${lines.join("\n")}\n`;
}

const lights = {
  green: "ready to be worked",
  yellow: "worth another look",
  red: "needs more before an agent can work it",
} as const;

function qualityLines({
  color: light,
  complexity,
  confidence,
  criteria_quality,
  suggestions,
}: Added["quality"]): string[] {
  const { criteria, files, words } = complexity;
  const paint = color[light];
  const size = color.dim(`(${criteria} criteria, ${files} files, ${words} words)`);
  return [
    `${paint("●")} ${paint(lights[light])}`,
    `  complexity ${gradeOf(complexity)} ${size}   confidence ${gradeOf(confidence)}   criteria ${gradeOf(criteria_quality)}`,
    ...(light === "green" ? [] : suggestions.map((suggestion) => `  ${color.dim("•")} ${escapeControls(suggestion)}`)),
  ];
}

const paints = { A: color.green, B: color.green, C: color.yellow, D: color.red } as const;

function gradeOf({ grade }: Grade): string {
  return paints[grade](grade);
}
