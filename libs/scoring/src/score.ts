/** From A, nothing to do, to D, not to be worked like this. */
export type Grade = "A" | "B" | "C" | "D";

/** A grade on one dimension. Never a grade without its reasons. */
export interface Score {
  readonly grade: Grade;
  readonly why: readonly string[];
}

/** The worse of two grades. */
export function worse(one: Grade, other: Grade): Grade {
  return one > other ? one : other;
}
