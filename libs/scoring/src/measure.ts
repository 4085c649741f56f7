import type { SpecHeader, Subject } from "./facts.ts";

/** The size of a spec, in what the thresholds count. */
export interface Measures {
  readonly criteria: number;
  readonly files: number;
  readonly words: number;
}

/** Counts acceptance criteria, target files and the words of the body. */
export function measure({ spec, facts }: Subject): Measures {
  return {
    criteria: facts.criteria.length,
    files: spec.frontmatter.target_files?.length ?? 0,
    words: facts.words,
  };
}

/** Whether a spec coordinates members instead of being worked itself. */
export function isDriver({ frontmatter }: SpecHeader): boolean {
  return frontmatter.type === "driver" || frontmatter.type === "group";
}
