import { isMap, isScalar, isSeq, type Node } from "yaml";
import { placeAt, type Finding, type Place } from "../spec/finding.ts";
import { readHeader, type Header } from "../spec/frontmatter.ts";
import { adviceFor, type Advice } from "./advice.ts";
import { readLegacyKeys, valueAt, type Moved } from "./legacy.ts";
import { nearest } from "./nearest.ts";
import { isSectionName, sectionSchema } from "./schema.ts";
import { findUnknownKeys, type UnknownKey } from "./unknown-keys.ts";

/** One config file's values as the file has them: nested, every scalar as text. */
export type ConfigInput = Readonly<Record<string, unknown>>;

export interface ParsedConfig {
  readonly values: ConfigInput;
  readonly findings: readonly Finding[];
}

/**
 * Reads a config file: frontmatter and prose. Wrong values are errors; unknown keys, and values that are no good idea, are
 * warnings; each with its place. Patterns are not compiled here: see `patternFindings`.
 */
export function parseConfig(text: string, { file }: { readonly file: string }): ParsedConfig {
  const header = readHeader(text);
  const [broken] = header.findings;
  if (broken !== undefined)
    return { values: {}, findings: [{ ...broken, rule: "config", message: `${file}: ${broken.message}` }] };
  const raw = Object.fromEntries(header.entries.map(({ key, value }) => [key, value]));
  const moved = readLegacyKeys(prune(raw) as ConfigInput);
  const { values } = moved;
  const unknown = findUnknownKeys(values).map(({ path, known }) =>
    unknownKey(header, { path: moved.sourceOf(path), known }),
  );
  const advice = [...moved.ignored, ...adviceFor(values)].map(({ path, message }) =>
    warning(header, { path: moved.sourceOf(path), message }),
  );
  return { values, findings: [...wrongValues(header, moved), ...unknown, ...advice] };
}

/** A key without a value counts as absent. */
function prune(value: unknown): unknown {
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.map(prune);
  const entries = Object.entries(value).filter(([, inner]) => inner !== "" && inner !== null);
  return Object.fromEntries(entries.map(([key, inner]) => [key, prune(inner)]));
}

function wrongValues(header: Header, { values, sourceOf }: Moved): Finding[] {
  return Object.entries(values).flatMap(([name, value]) => {
    const checked = isSectionName(name) ? sectionSchema(name).safeParse(value) : undefined;
    const issues = checked?.error?.issues ?? [];
    return issues.map((issue): Finding => {
      const inValues = presentPath(values, [name, ...issue.path]);
      const [path, shown] = [sourceOf(inValues), valueAt(values, inValues)];
      const verdict = shown === undefined ? "is not right" : `cannot be ${JSON.stringify(shown)}`;
      const message = `${path.join(".")} ${verdict}: ${reasonOf(issue)}.`;
      return { rule: "config", severity: "error", code: "CONFIG_INVALID", message, ...placeOf(header, path) };
    });
  });
}

/** A single value that stands for a list of one has no items in the file. */
function presentPath(values: ConfigInput, path: readonly PropertyKey[]): readonly PropertyKey[] {
  const above = path.slice(0, -1);
  return typeof valueAt(values, above) === "string" ? above : path;
}

/** The reason that a key of a mapping gives stands one level down. */
function reasonOf(issue: { readonly message: string; readonly code?: string; readonly issues?: unknown }): string {
  const [inner] = issue.code === "invalid_key" ? (issue.issues as { readonly message: string }[]) : [];
  return inner?.message ?? issue.message;
}

function unknownKey(header: Header, { path, known }: UnknownKey): Finding {
  const close = nearest(String(path.at(-1)), known);
  if (close === undefined) return warning(header, { path, message: `Unknown key ${path.join(".")}.` });
  const suggestion = [...path.slice(0, -1), close].join(".");
  const message = `Unknown key ${path.join(".")}. Did you mean ${suggestion}?`;
  return { ...warning(header, { path, message }), suggestion };
}

function warning(header: Header, { path, message }: Advice): Finding {
  return { rule: "config", severity: "warning", message, ...placeOf(header, path) };
}

/** The place of a key in a document's header, or of the nearest section above it that is there. */
export function placeOf({ document, split }: Header, path: readonly PropertyKey[]): { place?: Place } {
  let node: unknown = document?.contents;
  let offset: number | undefined;
  for (const key of path) {
    const step = stepInto(node, key);
    if (step === undefined) break;
    offset = step.at?.range?.[0];
    node = step.node;
  }
  return offset === undefined ? {} : { place: placeAt(split.text, (split.yaml?.start ?? 0) + offset) };
}

function stepInto(node: unknown, key: PropertyKey): { readonly at?: Node; readonly node: unknown } | undefined {
  if (isSeq(node)) {
    const item = node.items[Number(key)] as Node | undefined;
    return item === undefined ? undefined : { at: item, node: item };
  }
  if (!isMap(node)) return undefined;
  const pair = node.items.find((item) => isScalar(item.key) && item.key.value === key);
  return pair === undefined ? undefined : { at: pair.key as Node, node: pair.value };
}
