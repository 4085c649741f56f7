import type { Operation } from "@chant/operations";
import { readFields } from "./input-fields.ts";

/**
 * Words in which a switch that may say how many always has its value with it: a number of one or two digits that follows
 * belongs to it, anything else, such as the id `001`, does not. One that may say which has its value behind `=` only.
 */
export function attachCounts(operation: Operation, argv: readonly string[]): string[] {
  const end = argv.includes("--") ? argv.indexOf("--") : argv.length;
  const names = readFields(operation).filter(({ kind }) => kind === "count" || kind === "name");
  const counts = new Set(names.filter(({ kind }) => kind === "count").map(({ flag }) => `--${flag}`));
  const flags = new Map(names.map(({ name, flag }) => [`--${flag}`, operation.short?.[name]]));
  const words: string[] = [];
  for (let at = 0; at < argv.length; at++) {
    const word = argv[at] as string;
    const flag = at < end ? longOf(word, flags) : undefined;
    if (flag === undefined) words.push(word);
    else if (counts.has(flag) && at + 1 < end && isCount(argv[at + 1] as string)) words.push(`${flag}=${argv[++at]}`);
    else words.push(`${flag}=true`);
  }
  return words;
}

/** The long form of a switch that stands without a value. */
function longOf(word: string, flags: ReadonlyMap<string, string | undefined>): string | undefined {
  if (flags.has(word)) return word;
  return [...flags].find(([, short]) => short !== undefined && word === `-${short}`)?.[0];
}

function isCount(word: string): boolean {
  return /^[1-9]\d?$/.test(word);
}
