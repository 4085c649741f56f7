import { ChantError } from "../errors/chant-error.ts";
import { parentOf } from "./members.ts";

export interface ResolveOptions {
  readonly active: readonly string[];
  readonly archived?: readonly string[];
  /** Local date, `YYYY-MM-DD`. */
  readonly today: string;
  /** Whether a unique part of an id is enough; for reading only. */
  readonly substring?: boolean;
}

export interface ResolvedId {
  readonly id: string;
  readonly archived: boolean;
  /** What the user should know about how the id was found. */
  readonly notice?: string;
}

/**
 * The one spec that a full or short id names: exact; the end of an id in whole segments (`x7m`, `001-x7m`, `22-001-x7m`);
 * today's number (`001`); date and number (`22-001`, `01-22-001`). A driver outranks its members. Active specs come first,
 * archived ones are the fallback. Throws INPUT_SPEC_NOT_FOUND, INPUT_SPEC_AMBIGUOUS with the candidates.
 */
export function resolveId(query: string, options: ResolveOptions): ResolvedId {
  const { active, archived = [] } = options;
  for (const matches of matchers(query, options)) {
    for (const ids of [active, archived]) {
      const found = withoutMembers(ids.filter(matches.test));
      if (found.length > 1) throw ambiguous(query, found);
      if (found[0] !== undefined)
        return result(query, { id: found[0], archived: ids === archived, loose: matches.loose });
    }
  }
  throw notFound(query);
}

interface Matcher {
  readonly loose: boolean;
  test(id: string): boolean;
}

function matchers(query: string, { today, substring = false }: ResolveOptions): Matcher[] {
  const exact = (id: string) => id === query;
  const suffix = (id: string) => id.endsWith(`-${query}`);
  const todays = (id: string) => startsWithSegments(id, `${today}-${query}`);
  const dated = (id: string) => endsWithNumber(id, query);
  const part = (id: string) => query !== "" && id.includes(query);
  const strict = [exact, suffix, todays, dated].map((test) => ({ test, loose: false }));
  return substring ? [...strict, { test: part, loose: true }] : strict;
}

/** `22-001` names the id whose date and number end so, whatever its random part and member number. */
function endsWithNumber(id: string, query: string): boolean {
  const [head, ...members] = query.split(".");
  const driver = /^(.*)-[0-9a-z]+((?:\.\d+)*)$/.exec(id);
  if (driver === null || driver[2] !== members.map((number) => `.${number}`).join("")) return false;
  return head !== undefined && head.includes("-") && `-${driver[1] ?? ""}`.endsWith(`-${head}`);
}

/** `<today>-001` names `<today>-001-x7m`, and `<today>-001.2` its second member. */
function startsWithSegments(id: string, prefix: string): boolean {
  const [head, ...members] = prefix.split(".");
  const tail = members.map((number) => `.${number}`).join("");
  return id.startsWith(`${head ?? ""}-`) && /(?:\.\d+)*$/.exec(id)?.[0] === tail;
}

function withoutMembers(ids: readonly string[]): string[] {
  const all = new Set(ids);
  return ids.filter((id) => !hasDriver(id, all));
}

function hasDriver(id: string, all: ReadonlySet<string>): boolean {
  const parent = parentOf(id);
  return parent !== undefined && (all.has(parent) || hasDriver(parent, all));
}

function result(query: string, { id, archived, loose }: { id: string; archived: boolean; loose: boolean }): ResolvedId {
  return loose ? { id, archived, notice: `"${query}" is taken for ${id}.` } : { id, archived };
}

function ambiguous(query: string, candidates: readonly string[]): ChantError {
  const shown = candidates.slice(0, 5).join(", ");
  const more = candidates.length > 5 ? ` and ${candidates.length - 5} more` : "";
  const message = `"${query}" fits ${candidates.length} specs: ${shown}${more}.`;
  const fix = `chant show ${candidates[0] ?? ""}`;
  return new ChantError("INPUT_SPEC_AMBIGUOUS", message, { fix, details: { query, candidates } });
}

function notFound(query: string): ChantError {
  return new ChantError("INPUT_SPEC_NOT_FOUND", `There is no spec "${query}".`, {
    fix: "chant list",
    details: { query },
  });
}
