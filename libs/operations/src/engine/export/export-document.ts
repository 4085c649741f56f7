import type { Options } from "csv-stringify/sync";

export const exportFormats = ["json", "csv", "markdown"] as const;

export interface ExportData {
  readonly format: (typeof exportFormats)[number];
  readonly exported_at: string;
  readonly query: string;
  readonly count: number;
  readonly fields: readonly string[];
  readonly specs: readonly Readonly<Record<string, unknown>>[];
}

/** The text of an export in its format. */
export async function exportDocument(data: ExportData): Promise<string> {
  return await documents[data.format](data);
}

const documents: Readonly<Record<ExportData["format"], (data: ExportData) => string | Promise<string>>> = {
  json: toJson,
  csv: toCsv,
  markdown: toMarkdown,
};

function toJson({ exported_at, query, count, specs }: ExportData): string {
  return `${JSON.stringify({ exported_at, query, count, specs }, undefined, 2)}\n`;
}

/** What has parts is a column for each of them. */
const columnsOf: Readonly<Record<string, readonly string[]>> = {
  cost: ["tokens", "cost_usd"],
  git: ["git_commit", "git_branch", "git_author", "git_files_changed", "git_insertions", "git_deletions"],
};

async function toCsv({ fields, specs }: ExportData): Promise<string> {
  const { stringify } = await import("csv-stringify/sync");
  const columns = [...new Set(fields.flatMap((field) => columnsOf[field] ?? [field]))];
  const options: Options = {
    columns,
    header: true,
    // A spreadsheet would run a cell that begins with = + - or @.
    escape_formulas: true,
    cast: { object: castCell, boolean: String },
  };
  return stringify(specs.map(flatten), options);
}

function castCell(value: object): string {
  const isList = Array.isArray(value) && value.every((item) => typeof item !== "object");
  return isList ? value.join(",") : JSON.stringify(value);
}

function flatten(spec: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const { cost, git, ...rest } = spec as { cost?: { tokens?: number; usd?: number }; git?: object };
  const parts = Object.entries(git ?? {}).map(([key, value]) => [`git_${key}`, value as unknown] as const);
  const costs = cost === undefined ? {} : { tokens: cost.tokens, cost_usd: cost.usd };
  return { ...costs, ...Object.fromEntries(parts), ...rest };
}

const headings: Readonly<Record<string, string>> = { completed_at: "Completed", created_at: "Created" };

/** These stand elsewhere than in the list. */
const apart: ReadonlySet<string> = new Set(["id", "title", "body", "output"]);

function toMarkdown({ query, count, specs }: ExportData): string {
  const head = ["# Spec Export", "", ...(query === "" ? [] : [`Query: ${query}`]), `Count: ${count}`, ""];
  return `${[...head, ...specs.map(toSection)].join("\n")}`;
}

function toSection(spec: Readonly<Record<string, unknown>>): string {
  const { id, title, body, output } = spec as Readonly<Record<string, string | undefined>>;
  const facts = Object.entries(spec).filter(([key, value]) => !apart.has(key) && !isEmpty(value));
  const lines = facts.map(([key, value]) => `- ${headingOf(key)}: ${shown(key, value)}`);
  const texts = [body?.trim(), output === undefined ? undefined : fenced(output)].filter(Boolean);
  const heading = [id, title].filter(Boolean).join(": ");
  return `${[`## ${heading}`, "", ...lines, ...texts.flatMap((text) => ["", text])].join("\n")}\n`;
}

function isEmpty(value: unknown): boolean {
  return value === "" || (Array.isArray(value) && value.length === 0);
}

function headingOf(key: string): string {
  const words = headings[key] ?? key.replaceAll("_", " ");
  return words.charAt(0).toUpperCase() + words.slice(1);
}

function shown(key: string, value: unknown): string {
  if (key.endsWith("_at")) return String(value).slice(0, 10);
  if (Array.isArray(value))
    return value.map((item) => (typeof item === "object" ? JSON.stringify(item) : item)).join(", ");
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}

/** A fence that nothing in the text can close. */
function fenced(text: string): string {
  const longest = Math.max(2, ...[...text.matchAll(/`+/g)].map(([ticks]) => ticks.length));
  const fence = "`".repeat(longest + 1);
  return `${fence}text\n${text.trimEnd()}\n${fence}`;
}
