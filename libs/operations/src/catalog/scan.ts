import { countInRow, wordsOf } from "./fold.ts";
import type { Header } from "./headers.ts";
import { rank, titleWeight, type TextQuery } from "./rank.ts";

/** The relevance of every spec that has all the phrases, by path. Reads every spec: what there is without a database, with the same answer. */
export function scan(headers: readonly Header[], query: TextQuery): Map<string, number> {
  const documents = headers.map((header) => count(header, query));
  const scores = rank(documents);
  return new Map(
    headers.flatMap(({ path }, index) =>
      (documents[index] as Counted).counts.every((one) => one > 0) ? [[path, scores[index] as number]] : [],
    ),
  );
}

interface Counted {
  readonly counts: readonly number[];
  readonly size: number;
}

function count({ head, spec }: Header, { phrases, column }: TextQuery): Counted {
  const [title, body] = [wordsOf(head.title ?? ""), wordsOf(spec().body)];
  const counts = phrases.map(
    (phrase) =>
      (column === "body" ? 0 : titleWeight * countInRow(title, phrase.words)) +
      (column === "title" ? 0 : countInRow(body, phrase.words)),
  );
  return { counts, size: title.length + body.length };
}
