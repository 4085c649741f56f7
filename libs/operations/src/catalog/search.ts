import type { Phrase } from "./query.ts";
import type { Column } from "./rank.ts";
import { scan } from "./scan.ts";
import { forgetDamaged, openSearchDb, searchDb, type Corpus } from "./search-db.ts";

export interface Texts extends Corpus {
  /** File of the search database. */
  readonly database: string;
}

export interface Search {
  /** The relevance of every spec that has all these phrases and none of the excluded ones, by path. */
  find(phrases: readonly Phrase[], column: Column): ReadonlyMap<string, number>;
  close(): void;
}

/** Below this reading the files is as fast. */
const fewest = 50;

/** Opens a search over specs: through a database where there can be one, else by reading them; the answers are the same. */
export async function openSearch({ headers, bases, database }: Texts): Promise<Search> {
  const db = headers.length < fewest ? undefined : await openSearchDb(database, { headers, bases });
  const all = () => headers.map(({ path }) => [path, 0] as const);
  const one = (phrases: readonly Phrase[], column: Column) => {
    try {
      if (db !== undefined) return searchDb(db, { phrases, column });
    } catch (error) {
      forgetDamaged(database, error);
    }
    return scan(headers, { phrases, column });
  };
  return {
    find(phrases, column) {
      const wanted = phrases.filter((phrase) => !phrase.excluded);
      const found = new Map(wanted.length === 0 ? all() : one(wanted, column));
      for (const phrase of phrases.filter((each) => each.excluded)) {
        for (const path of one([{ ...phrase, excluded: false }], column).keys()) found.delete(path);
      }
      return found;
    },
    close: () => db?.close(),
  };
}
