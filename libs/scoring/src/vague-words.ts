import { placeIn, type Passage } from "./prose.ts";

/** A word that leaves open what is wanted, with its line in the whole text. */
export interface VagueWord {
  readonly word: string;
  readonly line: number;
}

/** What counts as vague unless a project has a list of its own. */
export const vagueWords: readonly string[] = ["improve", "as needed", "etc", "and related", "similar"];

/** The vague words of some passages. Whole words only, so that "fetch" is not "etc"; never in code, where a name is a name. */
export function vagueWordsOf(passages: readonly Passage[], words: readonly string[]): readonly VagueWord[] {
  const wanted = words.filter((word) => word.trim() !== "");
  if (wanted.length === 0) return [];
  const pattern = new RegExp(`(?<![\\p{L}\\p{N}_/-])(?:${wanted.map(phrase).join("|")})(?![\\p{L}\\p{N}_/-])`, "giu");
  const prose = passages.filter(({ code }) => !code);
  return prose.flatMap((passage) =>
    [...passage.text.matchAll(pattern)].map((match) => ({
      word: match[0].toLowerCase().replaceAll(/\s+/g, " "),
      line: placeIn(passage, match.index),
    })),
  );
}

/** A phrase may be broken over two lines. */
function phrase(word: string): string {
  const parts = word.trim().split(/\s+/);
  return parts.map((part) => part.replaceAll(/[\\^$.*+?()[\]{}|/]/g, "\\$&")).join("\\s+");
}
