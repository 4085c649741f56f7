import { parseConfig, parseFrontmatterData, parseSpec, setConfigKey, setFields } from "@chant/core";

export interface MigratedConfig {
  readonly text: string;
  /** What was changed, as `old → new`. */
  readonly changes: readonly string[];
  /** What is still read, and has to be put right by hand. */
  readonly manual: readonly string[];
}

type Values = Readonly<Record<string, unknown>>;

/**
 * A config file in today's spelling. A key at the left margin moves into its section; one inside a section is only told,
 * because its lines may carry comments that belong to nothing else.
 */
export function migrateConfig(text: string, { file }: { readonly file: string }): MigratedConfig {
  const raw = parseFrontmatterData(text).data;
  const { values, findings } = parseConfig(text, { file });
  if (findings.some(({ severity }) => severity === "error")) return { text, changes: [], manual: [] };
  const [before, after] = [leavesOf(raw), leavesOf(values)];
  const old = [...before.keys()].filter((path) => !after.has(path) && before.get(path) !== "");
  const fresh = [...after.keys()].filter((path) => !before.has(path));
  return fresh.reduce<MigratedConfig>(
    (done, path) => moveKey(done, { path, value: after.get(path) ?? "", old, before }),
    {
      text,
      changes: [],
      manual: [],
    },
  );
}

interface Move {
  readonly path: string;
  readonly value: string;
  readonly old: readonly string[];
  readonly before: ReadonlyMap<string, string>;
}

function moveKey(done: MigratedConfig, { path, value, old, before }: Move): MigratedConfig {
  const from = old.find((one) => lastOf(path).startsWith(lastOf(one))) ?? old.find((one) => before.get(one) === value);
  const told = from === undefined ? path : `'${from}' → '${path}'`;
  if (from === undefined || from.includes(".") || path.split(".").length !== 2) {
    return { ...done, manual: [...done.manual, told] };
  }
  const without = setFields(parseSpec(done.text, { id: "config" }), { [from]: undefined }).text;
  const text = setConfigKey(without, path.split("."), booleans[value] ?? value);
  return { ...done, text, changes: [...done.changes, told] };
}

/** A boolean that is written as text would be quoted. */
const booleans: Readonly<Record<string, boolean>> = { true: true, false: false };

function lastOf(path: string): string {
  return path.slice(path.lastIndexOf(".") + 1);
}

/** Every scalar and list by its path. */
function leavesOf(value: unknown, path: readonly string[] = []): Map<string, string> {
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    return new Map([[path.join("."), typeof value === "string" ? value : JSON.stringify(value)]]);
  }
  return new Map(Object.entries(value as Values).flatMap(([key, inner]) => [...leavesOf(inner, [...path, key])]));
}
