import type { Phrase } from "./query.ts";

/** Where a phrase may stand; everywhere when undefined. */
export type Column = "title" | "body" | undefined;

/** What is searched. */
export interface TextQuery {
  readonly phrases: readonly Phrase[];
  readonly column: Column;
}

/** How much more a word in the title says than one in the body. */
export const titleWeight = 10;

interface Counted {
  /** Weighted occurrences of each phrase. */
  readonly counts: readonly number[];
  /** Words of title and body. */
  readonly size: number;
}

/**
 * Relevance of documents to some phrases, higher is better: BM25 as SQLite's FTS5 computes it (k1 1.2, b 0.75), so that a
 * search without SQLite gives the same order. See https://www.sqlite.org/fts5.html#the_bm25_function.
 */
export function rank(documents: readonly Counted[]): number[] {
  const rows = documents.length;
  const mean = documents.reduce((sum, { size }) => sum + size, 0) / Math.max(rows, 1);
  const weights = (documents[0]?.counts ?? []).map((_, phrase) => {
    const hits = documents.filter(({ counts }) => (counts[phrase] ?? 0) > 0).length;
    const weight = Math.log((rows - hits + 0.5) / (hits + 0.5));
    return weight <= 0 ? 1e-6 : weight;
  });
  return documents.map(({ counts, size }) =>
    counts.reduce((score, count, phrase) => {
      const damped = count + 1.2 * (1 - 0.75 + (0.75 * size) / mean);
      return score + (weights[phrase] as number) * ((count * 2.2) / damped);
    }, 0),
  );
}
