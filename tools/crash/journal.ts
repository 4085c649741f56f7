import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Site } from "./site.ts";

/** What the agents of a site have told of themselves. */
export interface Journal {
  /** Lines that they wrote, as `<spec> <pid> <word>`. */
  readonly lines: readonly string[];
  readonly commits: readonly string[];
  /** Agents that met another one at work on the same spec, as `<spec> <pid> <pid>`. */
  readonly overlaps: readonly string[];
  /** Process of the last one that began. */
  readonly last: number | undefined;
}

/** Reads the journal that the agents of a site keep. */
export async function readJournal({ repo }: Site): Promise<Journal> {
  const text = await readFile(join(repo.base, "journal"), "utf8").catch(() => "");
  const told = (word: string) =>
    [...text.matchAll(new RegExp(`^${word} (.+)\n`, "gm"))].map((match) => match[1] as string);
  const commits = told("commit").map((entry) => entry.split(" ")[1] as string);
  const last = told("start").at(-1)?.split(" ")[1];
  return {
    lines: told("line"),
    commits,
    overlaps: told("overlap"),
    last: last === undefined ? undefined : Number(last),
  };
}
