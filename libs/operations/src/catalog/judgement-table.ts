import type { Diagnostic } from "./judgements.ts";

/** What judgements share, each once: reading ten thousand of them is reading little more than numbers. */
export interface Table {
  readonly letters: readonly string[];
  readonly asked: readonly (readonly string[])[];
  readonly heads: readonly Pick<Diagnostic, "rule" | "severity" | "suggestion">[];
  readonly messages: readonly string[];
}

/** A table that grows as places in it are asked for. */
export function createTable(): {
  readonly table: Table;
  placeOf<Column extends keyof Table>(column: Column, value: Table[Column][number]): number;
} {
  const table: Record<keyof Table, unknown[]> = { letters: [], asked: [], heads: [], messages: [] };
  const known = new Map<string, number>();
  return {
    table: table as unknown as Table,
    placeOf(column, value) {
      const key = `${column} ${JSON.stringify(value)}`;
      const place = known.get(key) ?? table[column].push(value) - 1;
      known.set(key, place);
      return place;
    },
  };
}
