import { createHash } from "node:crypto";
import { createTable, type Table } from "./judgement-table.ts";
import { readSnapshot, writeSnapshot } from "./snapshot.ts";
import type { Stamp, Stamps } from "../kernel/stamp.ts";

/** What a rule found, as `lint` tells it. */
export interface Diagnostic {
  readonly spec_id: string;
  readonly rule: string;
  readonly severity: "error" | "warning" | "info";
  readonly message: string;
  readonly suggestion: string | null;
  readonly line?: number;
}

/** What rules and grades said of a spec. */
export interface Judgement {
  /** A letter for each grade. */
  readonly letters: string;
  readonly diagnostics: readonly Diagnostic[];
  /** What was asked of the surroundings meanwhile: question and answer by turns. The same list is the same array. */
  readonly asked: readonly string[];
}

export interface Judged {
  readonly id: string;
  /** Undefined where the judgement may change without a trace: then it is not remembered. */
  readonly stamp: Stamp | undefined;
  readonly judgement: Judgement;
}

/** What is remembered of a spec whose file is in a state. */
export type Recall = (id: string, stamp: Stamp | undefined) => Judgement | undefined;

/** Changes with the shape of what is remembered. */
const shape = "2";

/** A judgement as places in a table: letters, questions, then two places and the line (or 0) of each diagnostic. */
type Row = readonly number[];

/** Reads the judgements that were made under a key, which has whatever holds for all specs alike. */
export function readJudgements(file: string, key: string): Recall {
  const snapshot = readSnapshot<Row | Table>(file, versionOf(key));
  if (snapshot === undefined) return () => undefined;
  const { paths: ids, stamps, near } = snapshot;
  const table = near[0] as Table;
  const placeOf = createSearch(ids);
  return (id, stamp) => {
    const place = placeOf(id);
    if (place === undefined || stamp === undefined || !isStampAt(stamps, place, stamp)) return undefined;
    const row = near[place] as Row;
    return {
      letters: table.letters[row[0] as number] as string,
      asked: table.asked[row[1] as number] as readonly string[],
      diagnostics: toDiagnostics(id, row, table),
    };
  };
}

/** Ten thousand specs have more: written out, for spreading is slow. */
function toDiagnostics(spec_id: string, row: Row, { heads, messages }: Table): Diagnostic[] {
  const found: Diagnostic[] = [];
  for (let at = 2; at < row.length; at += 3) {
    const { rule, severity, suggestion } = heads[row[at] as number] as Table["heads"][number];
    const message = messages[row[at + 1] as number] as string;
    const line = row[at + 2] as number;
    if (line === 0) found.push({ spec_id, rule, severity, message, suggestion });
    else found.push({ spec_id, rule, severity, message, suggestion, line });
  }
  return found;
}

/** Remembers judgements, and nothing but these. */
export function writeJudgements(file: string, key: string, judged: readonly Judged[]): void {
  const { table, placeOf } = createTable();
  const rows = judged.flatMap(({ id, stamp, judgement: { letters, asked, diagnostics } }) => {
    if (stamp === undefined) return [];
    const found = diagnostics.flatMap(({ rule, severity, suggestion, message, line = 0 }) => [
      placeOf("heads", { rule, severity, suggestion }),
      placeOf("messages", message),
      line,
    ]);
    return [{ path: id, stamp, near: [placeOf("letters", letters), placeOf("asked", asked), ...found], far: "" }];
  });
  // The first record is no spec: what thousands of specs share is written once.
  writeSnapshot<Row | Table>(file, versionOf(key), [{ path: "", stamp: [0, 0, 0, 0], near: table, far: "" }, ...rows]);
}

/** The head of a snapshot is short, and a config is not. */
function versionOf(key: string): string {
  return `${shape} ${createHash("sha256").update(key).digest("base64url")}`;
}

/** Finds ids that are asked for in the order that they are written in, or nearly. */
function createSearch(ids: readonly string[]): (id: string) => number | undefined {
  let places: Map<string, number> | undefined;
  let next = 1;
  return (id) => {
    const place = ids[next] === id ? next : (places ??= new Map(ids.map((one, at) => [one, at]))).get(id);
    if (place !== undefined) next = place + 1;
    return place;
  };
}

function isStampAt(stamps: Stamps, place: number, stamp: Stamp): boolean {
  const at = place * 4;
  for (let part = 0; part < 4; part++) if (stamps[at + part] !== stamp[part]) return false;
  return true;
}
