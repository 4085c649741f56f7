import { fields, nearest } from "@chant/core";
import type { Subject } from "../facts.ts";
import type { RuleContext } from "./rule.ts";

export interface ForeignKey {
  readonly key: string;
  /** The field that it looks like. */
  readonly meant: string | undefined;
}

const nothing: readonly ForeignKey[] = [];

/** The keys of a header that neither chant nor the project's config knows. */
export function foreignKeys({ spec }: Subject, { settings }: RuleContext): readonly ForeignKey[] {
  const keys = Object.keys(spec.unknown);
  if (keys.length === 0) return nothing;
  const { required = [], fields: own = {} } = settings ?? {};
  const { derived_fields = [] } = spec.frontmatter;
  return keys
    .filter((key) => key !== "lint" && !required.includes(key) && !Object.hasOwn(own, key))
    .filter((key) => !derived_fields.includes(key))
    .map((key) => ({ key, meant: meantBy(key) }));
}

// Comparing words takes time, and a project uses the same few keys over and over.
const guesses = new Map<string, string | undefined>();

function meantBy(key: string): string | undefined {
  if (guesses.has(key)) return guesses.get(key);
  // What runs for weeks does not remember every key that it ever met.
  if (guesses.size > 1_000) guesses.clear();
  const meant = guess(key);
  guesses.set(key, meant);
  return meant;
}

/** Only a likeness that hardly is chance: `title` has the length of `type` and its ends, and is none. */
function guess(key: string): string | undefined {
  if (key.length > 40) return undefined;
  const plain = bare(key);
  const same = Object.keys(fields).find((name) => bare(name) === plain);
  const close = same ?? nearest(key.toLowerCase(), Object.keys(fields));
  return close !== undefined && sharesLetters(plain, bare(close)) ? close : undefined;
}

function bare(key: string): string {
  return key.toLowerCase().replaceAll(/[^a-z0-9]/g, "");
}

function sharesLetters(one: string, other: string): boolean {
  const left = [...other];
  const common = [...one].filter((letter) => {
    const at = left.indexOf(letter);
    if (at !== -1) left.splice(at, 1);
    return at !== -1;
  });
  const longer = Math.max(one.length, other.length);
  return common.length >= longer - (longer >= 6 ? 2 : 1);
}
