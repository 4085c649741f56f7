import { readSpecFile, type SpecFile } from "@chant/core/store";
import { factsOf, type WordLists } from "@chant/scoring";

/** Files whose facts are wanted. */
export interface FactsTask {
  readonly files: readonly SpecFile[];
  readonly words: WordLists;
}

/** The facts of each file as JSON; empty for one that is gone. */
export function factsJson({ files, words }: FactsTask): string[] {
  return files.map((file) => {
    const read = readSpecFile(file);
    return read === undefined ? "" : JSON.stringify(factsOf(read.spec, words));
  });
}
