import type { Advice } from "./advice.ts";
import { parseDuration } from "./duration.ts";

type Path = readonly string[];

/** A key that an older or documented spelling stands for. */
interface Move {
  readonly from: Path;
  readonly to: Path;
  /** Whether a whole section moves; else a single value does. */
  readonly section?: true;
  readonly convert?: (value: string) => string;
}

const moves: readonly Move[] = [
  { from: ["silent"], to: ["project", "silent"] },
  { from: ["defaults", "silent"], to: ["project", "silent"] },
  { from: ["defaults", "branch"], to: ["defaults", "create_branch"] },
  { from: ["agent", "model"], to: ["defaults", "model"] },
  { from: ["watch", "poll_interval"], to: ["watch", "poll_interval_ms"], convert: milliseconds },
  { from: ["parallel", "stagger_delay"], to: ["parallel", "stagger_delay_ms"], convert: milliseconds },
  { from: ["scale", "id_prefix"], to: ["project", "prefix"] },
  { from: ["scale", "daemon"], to: ["daemon"], section: true },
  { from: ["scale", "worktree"], to: ["worktree"], section: true },
  { from: ["scale", "limits"], to: ["limits"], section: true },
  { from: ["scale", "costs"], to: ["costs"], section: true },
  { from: ["schema", "status"], to: ["schema", "spec", "fields", "status"], section: true },
  { from: ["schema", "spec", "status"], to: ["schema", "spec", "fields", "status"], section: true },
];

/** Documented keys whose meaning was dropped, with what to say instead; nothing where they ask for what is so anyway. */
const dropped: readonly { readonly path: Path; readonly instead: string; readonly met?: RegExp }[] = [
  { path: ["scale", "id_prefix"], instead: "set project.prefix" },
  { path: ["lifecycle", "archive", "compress"], instead: "archived specs stay plain files", met: /^false$/ },
  {
    path: ["lifecycle", "archive", "location"],
    instead: "archived specs are in .chant/archive/",
    met: /^(?:\.\/)?\.chant\/archive\/?$/,
  },
];

type Values = Readonly<Record<string, unknown>>;

export interface Moved {
  readonly values: Values;
  /** What is said for nothing. */
  readonly ignored: readonly Advice[];
  /** Where a key stands in the file, by where it stands in the values. */
  sourceOf(path: readonly PropertyKey[]): readonly PropertyKey[];
}

/** Reads older and documented spellings as what they mean. One beside the key itself stays where it is. */
export function readLegacyKeys(given: Values): Moved {
  let values = given;
  const done: Move[] = [];
  for (const move of moves) {
    const value = valueAt(values, move.from);
    if (!isMovable(move, value) || !isFree(values, move.to)) continue;
    values = withValue(withoutKey(values, move.from), move.to, move.convert?.(String(value)) ?? value);
    done.push(move);
  }
  const present = dropped.filter(({ path }) => valueAt(values, path) !== undefined);
  return {
    values: present.reduce((left, { path }) => withoutKey(left, path), values),
    ignored: present
      .filter(({ path, met }) => met?.test(String(valueAt(values, path))) !== true)
      .map(({ path, instead }) => ({ path, message: `${path.join(".")} is not read: ${instead}.` })),
    sourceOf(path) {
      const move = done.find(({ to }) => to.every((key, index) => path[index] === key));
      return move === undefined ? path : [...move.from, ...path.slice(move.to.length)];
    },
  };
}

/** What stands at a path; undefined where nothing does. */
export function valueAt(values: unknown, path: readonly PropertyKey[]): unknown {
  let value = values;
  for (const key of path) {
    if (typeof value !== "object" || value === null || !Object.hasOwn(value, key)) return undefined;
    value = (value as Record<PropertyKey, unknown>)[key];
  }
  return value;
}

function isMovable({ section }: Move, value: unknown): boolean {
  return value !== undefined && (typeof value === "object") === Boolean(section);
}

/** Whether nothing is at a place, and every section above it can take a key. */
function isFree(values: Values, to: Path): boolean {
  if (valueAt(values, to) !== undefined) return false;
  return to.slice(0, -1).every((_, index) => isSection(valueAt(values, to.slice(0, index + 1)) ?? {}));
}

function isSection(value: unknown): value is Values {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function withValue(values: Values, [key = "", ...rest]: Path, value: unknown): Values {
  const inner = rest.length === 0 ? value : withValue((values[key] ?? {}) as Values, rest, value);
  return { ...values, [key]: inner };
}

/** A section that loses its last key goes too. */
function withoutKey(values: Values, [key = "", ...rest]: Path): Values {
  const { [key]: inner, ...others } = values;
  if (rest.length === 0) return others;
  const remaining = withoutKey(inner as Values, rest);
  return Object.keys(remaining).length === 0 ? others : { ...values, [key]: remaining };
}

/** `5s` in milliseconds; a bare number is in milliseconds already. */
function milliseconds(value: string): string {
  return String(parseDuration(value) ?? value);
}
