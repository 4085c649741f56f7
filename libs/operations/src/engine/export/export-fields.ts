import { fields as specFields, nearest, parseId } from "@chant/core";
import { ChantError } from "@chant/core/errors";
import type { CommitStats } from "@chant/git";
import type { SpecRow } from "../specs/spec-row.ts";
import type { SpecEntry } from "../specs/spec-entry.ts";

/** A spec, and what was looked up for it beside its file. */
export interface Exported {
  readonly entry: SpecEntry;
  readonly row: SpecRow;
  readonly created_at: string | undefined;
  /** Tokens of its last run on this machine. */
  readonly tokens: number | undefined;
  /** Text of the log of its last run on this machine. */
  readonly output: string | undefined;
  readonly stats: readonly CommitStats[];
}

/** The fields of the documentation's samples. */
const defaultFields = ["id", "type", "status", "title", "labels", "model", "completed_at"] as const;

type Read = (exported: Exported) => unknown;

/** Fields that are not simply a key of the header. */
const computed: Readonly<Record<string, Read>> = {
  id: ({ entry }) => entry.id,
  type: ({ entry }) => entry.type,
  status: ({ entry }) => entry.status,
  title: ({ entry }) => entry.title,
  project: ({ entry }) => parseId(entry.id)?.project,
  ready: ({ row }) => row.ready,
  blocked_by: ({ row }) => row.blocked_by,
  archived: ({ entry }) => entry.archived,
  created_at: ({ created_at }) => created_at,
  commit: ({ entry }) => entry.spec().frontmatter.commits?.at(-1),
  agent: ({ entry }) => entry.spec().frontmatter.provider ?? entry.spec().frontmatter.model,
  duration_s: ({ entry }) => durationOf(entry),
  cost: costOf,
  tokens: ({ tokens }) => tokens,
  cost_usd: ({ entry }) => entry.spec().frontmatter.cost,
  body: ({ entry }) => entry.spec().body,
  output: ({ output }) => output,
  git: gitOf,
};

/** What is only there when it is asked for by name or flag. */
const heavy: ReadonlySet<string> = new Set(["body", "output", "git", "tokens", "cost_usd"]);

/** The value of a field; undefined where the spec says nothing. A key that chant does not know is the user's. */
export function valueOf(field: string, exported: Exported): unknown {
  const read = Object.hasOwn(computed, field) ? computed[field] : undefined;
  if (read !== undefined) return read(exported);
  const { frontmatter, unknown } = exported.entry.spec();
  if (Object.hasOwn(frontmatter, field)) return (frontmatter as unknown as Record<string, unknown>)[field];
  return Object.hasOwn(unknown, field) ? unknown[field] : undefined;
}

/**
 * The fields that were asked for: names separated by commas, or `all`; the documented ones without. Throws INPUT_INVALID for a
 * name that neither chant nor any of the specs knows.
 */
export function chooseFields(asked: readonly string[], entries: readonly SpecEntry[]): readonly string[] {
  const names = asked
    .flatMap((text) => text.split(","))
    .map((name) => name.trim())
    .filter(Boolean);
  if (names.length === 0) return defaultFields;
  const own = new Set(entries.flatMap((entry) => Object.keys(entry.spec().unknown)));
  const known = new Set([...Object.keys(computed), ...Object.keys(specFields), ...own]);
  if (names.includes("all")) return [...known].filter((name) => !heavy.has(name));
  const wrong = names.find((name) => !known.has(name));
  if (wrong === undefined) return [...new Set(names)];
  const close = nearest(wrong, known);
  const hint = close === undefined ? "" : ` Did you mean ${close}?`;
  throw new ChantError("INPUT_INVALID", `No spec has a field "${wrong}".${hint}`, {
    fix: "chant export --fields all",
    details: { field: wrong },
  });
}

function durationOf(entry: SpecEntry): number | undefined {
  const { started_at, completed_at } = entry.spec().frontmatter;
  const milliseconds = Date.parse(completed_at ?? "") - Date.parse(started_at ?? "");
  return Number.isNaN(milliseconds) ? undefined : Math.round(milliseconds / 1000);
}

function costOf({ entry, tokens }: Exported): unknown {
  const { cost: usd } = entry.spec().frontmatter;
  if (usd === undefined && tokens === undefined) return undefined;
  return { ...(tokens === undefined ? {} : { tokens }), ...(usd === undefined ? {} : { usd }) };
}

function gitOf({ entry, stats }: Exported): unknown {
  const { commits, branch } = entry.spec().frontmatter;
  const last = stats.at(-1);
  if (last === undefined) return undefined;
  const sum = (key: "insertions" | "deletions") => stats.reduce((total, one) => total + one[key], 0);
  return {
    commit: commits?.at(-1) ?? last.hash,
    ...(branch === undefined ? {} : { branch }),
    author: last.author_email,
    files_changed: [...new Set(stats.flatMap((one) => one.files_changed))],
    insertions: sum("insertions"),
    deletions: sum("deletions"),
  };
}
