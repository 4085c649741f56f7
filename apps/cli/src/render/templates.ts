import { color } from "../terminal/color.ts";
import { escapeControls } from "../terminal/escape.ts";

interface Variable {
  readonly name: string;
  readonly required: boolean;
  readonly default?: string;
  readonly description?: string;
}

interface Template {
  readonly name: string;
  readonly scope: string;
  readonly path: string;
  readonly description?: string;
  readonly variables: readonly Variable[];
}

interface Listed {
  readonly templates: readonly Template[];
  readonly folders: readonly string[];
  readonly warnings: readonly string[];
}

/** A template a paragraph, or where to put one. */
export function renderTemplateList({ templates, folders, warnings }: Listed): string {
  const told = warnings.map((warning) => `${color.yellow("⚠")} ${escapeControls(warning)}\n`).join("");
  if (templates.length === 0) return `No templates. Put one into ${folders.map(escapeControls).join(" or ")}.\n${told}`;
  return templates.map(paragraphOf).join("") + told;
}

function paragraphOf({ name, scope, description, variables }: Template): string {
  const head = `${color.bold(escapeControls(name))} ${color.dim(`(${scope})`)}`;
  const names = variables.map((one) => `${one.name}${one.required && one.default === undefined ? "*" : ""}`);
  const lines = [
    ...(description === undefined ? [] : [`  ${escapeControls(description)}`]),
    ...(names.length === 0 ? [] : [`  ${color.dim(`variables: ${names.join(", ")}`)}`]),
  ];
  return `${[head, ...lines].join("\n")}\n`;
}

interface Shown extends Template {
  readonly defaults: Readonly<Record<string, unknown>>;
  readonly body: string;
}

const bodyLines = 20;

/** A template with its variables, what it sets, and the first lines of its body. */
export function renderTemplateShow({ path, defaults, body, ...template }: Shown): string {
  const { variables, ...head } = template;
  const lines = body.trim().split("\n");
  const more = lines.length > bodyLines ? [color.dim(`… ${lines.length - bodyLines} more lines`)] : [];
  const parts = [
    `${paragraphOf({ ...head, path, variables: [] })}  ${color.dim(escapeControls(path))}\n`,
    section("Variables", variables.map(variableLine)),
    section(
      "Sets",
      Object.entries(defaults).map(([key, value]) => escapeControls(`${key}: ${[value].flat().join(", ")}`)),
    ),
    `${[...lines.slice(0, bodyLines).map(escapeControls), ...more].join("\n")}\n`,
  ];
  return parts.filter((part) => part !== "").join("\n");
}

function variableLine({ name, required, default: preset, description }: Variable): string {
  const need = preset === undefined ? (required ? " (required)" : "") : ` (default: ${preset})`;
  return escapeControls(`${name}${need}${description === undefined ? "" : `  ${description}`}`);
}

function section(name: string, lines: readonly string[]): string {
  return lines.length === 0 ? "" : `${color.bold(name)}\n${lines.map((line) => `  ${line}\n`).join("")}`;
}
