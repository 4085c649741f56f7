import { isMap, isScalar, parseDocument, type Document, type Pair, type Scalar, type YAMLMap } from "yaml";
import { placeAt, type Finding } from "./finding.ts";

/** A document cut at its fences. Offsets count from the start of the text. */
export interface SplitText {
  readonly text: string;
  /** Where the YAML lies; undefined without a closed frontmatter. */
  readonly yaml: { readonly start: number; readonly end: number } | undefined;
  readonly bodyOffset: number;
  readonly eol: "\n" | "\r\n";
  /** Whether an opening fence is never closed. */
  readonly unclosed: boolean;
}

const byteOrderMark = "\uFEFF";

/**
 * Cuts a text at its fences: lines that are exactly three dashes, the closing one also three dots. A byte order mark and
 * CRLF are tolerated. The one splitter for specs, prompts, templates and config.
 */
export function splitFrontmatter(text: string): SplitText {
  const start = text.startsWith(byteOrderMark) ? 1 : 0;
  const eol = /\r?\n/.exec(text)?.[0] === "\r\n" ? "\r\n" : "\n";
  const opening = /^---[ \t]*(?:\r?\n|$)/.exec(text.slice(start, start + 80));
  if (opening === null) return { text, yaml: undefined, bodyOffset: start, eol, unclosed: false };
  const yamlStart = start + opening[0].length;
  // No multiline flag: it would also take U+2028 and a lone carriage return for line ends.
  const closing = /(?<=\n)(?:---|\.\.\.)[ \t]*(?:\r?\n|$)/g;
  closing.lastIndex = yamlStart;
  const match = closing.exec(text);
  if (match === null) return { text, yaml: undefined, bodyOffset: start, eol, unclosed: true };
  const yaml = { start: yamlStart, end: match.index };
  return { text, yaml, bodyOffset: match.index + match[0].length, eol, unclosed: false };
}

/** One key of a frontmatter with the offsets of its parts in the whole text. */
export interface Entry {
  readonly key: string;
  readonly pair: Pair;
  /** Plain JSON data; every scalar is text. */
  readonly value: unknown;
}

export interface Header {
  readonly split: SplitText;
  readonly document: Document | undefined;
  readonly entries: readonly Entry[];
  readonly findings: readonly Finding[];
}

/** Reads a frontmatter as data. Scalars stay text; tags and engines are never followed; aliases are limited. */
export function readHeader(text: string): Header {
  const split = splitFrontmatter(text);
  if (split.unclosed) return { split, document: undefined, entries: [], findings: [unclosedFinding()] };
  if (split.yaml === undefined) return { split, document: undefined, entries: [], findings: [] };
  const source = text.slice(split.yaml.start, split.yaml.end);
  const document = parseDocument(source, { schema: "failsafe", uniqueKeys: true, logLevel: "silent" });
  const findings = document.errors.map((error) => yamlFinding(split, error));
  const { contents } = document;
  if (findings.length > 0 || contents === null) return { split, document, entries: [], findings };
  if (isNothing(contents)) return { split, document, entries: [], findings };
  if (!isMap(contents)) return { split, document, entries: [], findings: [notMapping(split)] };
  return readEntries({ split, document, contents });
}

/** An empty text in quotes is a text, though nobody reads anything in it. */
function isNothing(contents: unknown): boolean {
  if (!isScalar(contents) || contents.anchor !== undefined || contents.tag !== undefined) return false;
  const [start, end] = contents.range ?? [0, 0];
  return start === end;
}

function readEntries({
  split,
  document,
  contents,
}: {
  split: SplitText;
  document: Document;
  contents: YAMLMap;
}): Header {
  try {
    const entries = contents.items.map((pair) => ({ key: keyOf(pair), pair, value: valueOf(document, pair) }));
    return { split, document, entries, findings: [] };
  } catch (error) {
    const message = `The frontmatter cannot be read: ${(error as Error).message}`;
    return { split, document, entries: [], findings: [{ ...notMapping(split), message }] };
  }
}

/** The frontmatter of a text as one object without prototype, and the text after it. */
export function parseFrontmatterData(text: string): {
  readonly data: Record<string, unknown>;
  readonly body: string;
  readonly findings: readonly Finding[];
} {
  const header = readHeader(text);
  const data = Object.create(null) as Record<string, unknown>;
  for (const { key, value } of header.entries) data[key] = value;
  return { data, body: text.slice(header.split.bodyOffset), findings: header.findings };
}

function keyOf(pair: Pair): string {
  return String(isScalar(pair.key) ? (pair.key as Scalar).value : pair.key);
}

function valueOf(document: Document, pair: Pair): unknown {
  const node = pair.value as { toJS?: (document: Document, options: object) => unknown } | null;
  return node?.toJS?.(document, { maxAliasCount: 20 }) ?? "";
}

function unclosedFinding(): Finding {
  return {
    rule: "parse",
    severity: "error",
    code: "PARSE_FRONTMATTER",
    message: "The frontmatter is opened by --- and never closed.",
    place: { line: 1, column: 1 },
    suggestion: "Add a line of three dashes after the last field.",
  };
}

function yamlFinding(split: SplitText, error: { message: string; pos: [number, number] }): Finding {
  const { text, yaml } = split;
  const message = (error.message.split("\n")[0] ?? "").replace(/ at line \d+, column \d+:?$/, "");
  return {
    rule: "parse",
    severity: "error",
    code: "PARSE_INVALID_YAML",
    message: `The frontmatter is not valid YAML: ${message}.`,
    place: placeAt(text, (yaml?.start ?? 0) + error.pos[0]),
  };
}

function notMapping({ text, yaml }: SplitText): Finding {
  return {
    rule: "parse",
    severity: "error",
    code: "PARSE_INVALID_YAML",
    message: "The frontmatter is not a list of fields.",
    place: placeAt(text, yaml?.start ?? 0),
  };
}
