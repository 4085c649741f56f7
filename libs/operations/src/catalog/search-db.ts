import { rmSync } from "node:fs";
import { dirname } from "node:path";
import type Database from "libsql";
import { foldText } from "./fold.ts";
import type { Base, Header } from "./headers.ts";
import { titleWeight, type TextQuery } from "./rank.ts";
import { makeStore } from "./snapshot.ts";

/** Changes with the tables and with how texts are folded. */
const version = 2;

// `patch`: whether it was put in since the generation, and is in none of its snapshots.
const schema = `
  CREATE TABLE files (id INTEGER PRIMARY KEY, path TEXT UNIQUE NOT NULL, stamp TEXT, patch INTEGER NOT NULL) STRICT;
  CREATE INDEX patches ON files (patch) WHERE patch = 1;
  CREATE TABLE meta (generation TEXT) STRICT;
  CREATE VIRTUAL TABLE texts USING fts5 (title, body, tokenize='ascii');
  PRAGMA user_version = ${version};`;

/** What is to be searched, and how it differs from the snapshots that it comes from. */
export interface Corpus {
  readonly headers: readonly Header[];
  readonly bases: readonly Base[];
}

/**
 * Opens the search database, brought up to date with a corpus. Undefined where there can be none: its engine does not load
 * here, or the file cannot be written. A damaged file is made anew.
 */
export async function openSearchDb(file: string, corpus: Corpus): Promise<Database.Database | undefined> {
  const engine = await import("libsql").then((module) => module.default).catch(() => undefined);
  if (engine === undefined) return undefined;
  for (let attempt = 1; ; attempt += 1) {
    try {
      return open(engine, file, corpus);
    } catch (error) {
      if (attempt > 1 || !forgetDamaged(file, error)) return undefined;
    }
  }
}

const damages: ReadonlySet<unknown> = new Set(["SQLITE_CORRUPT", "SQLITE_NOTADB", "SQLITE_ERROR"]);

/** Removes the database if an error says that it is damaged; one that is busy or cannot be written stays. */
export function forgetDamaged(file: string, error: unknown): boolean {
  if (!damages.has((error as { readonly code?: unknown }).code)) return false;
  try {
    for (const part of ["", "-wal", "-shm"]) rmSync(file + part, { force: true });
    return true;
  } catch {
    return false;
  }
}

type Engine = typeof Database;

function open(engine: Engine, file: string, corpus: Corpus): Database.Database {
  makeStore(dirname(file));
  const db = new engine(file);
  try {
    db.exec("PRAGMA busy_timeout = 2000; PRAGMA journal_mode = WAL; PRAGMA synchronous = OFF;");
    bringUpToDate(db, corpus);
    return db;
  } catch (error) {
    db.close();
    throw error;
  }
}

function bringUpToDate(db: Database.Database, corpus: Corpus): void {
  if (versionOf(db) === version && isEmpty(planUpdate(db, corpus))) return;
  // Two searches at once: the second waits here and finds everything done.
  db.exec("BEGIN IMMEDIATE");
  try {
    if (versionOf(db) !== version) createTables(db);
    carryOut(db, planUpdate(db, corpus));
    db.exec("COMMIT");
    // This engine leaves that undone when it closes.
    db.exec("PRAGMA wal_checkpoint(TRUNCATE)");
  } catch (error) {
    db.exec("ROLLBACK");
    throw error;
  }
}

function versionOf(db: Database.Database): unknown {
  return (db.prepare("PRAGMA user_version").get() as { user_version: unknown }).user_version;
}

function generationIn(db: Database.Database): string | undefined {
  return (db.prepare("SELECT generation FROM meta").get() as { generation?: string } | undefined)?.generation;
}

function createTables(db: Database.Database): void {
  for (const table of ["texts", "files", "meta"]) db.exec(`DROP TABLE IF EXISTS ${table}`);
  db.exec(schema);
}

interface Row {
  readonly id: number;
  readonly path: string;
  readonly stamp: string | undefined;
}

interface Plan {
  /** That the database will be of; undefined when it is already. */
  readonly generation: string | undefined;
  readonly put: readonly { readonly header: Header; readonly row: Row | undefined; readonly patch: boolean }[];
  readonly remove: readonly Row[];
}

function isEmpty({ generation, put, remove }: Plan): boolean {
  return generation === undefined && put.length + remove.length === 0;
}

/** What has to be done: of the same generation only what differs from it is looked at. */
function planUpdate(db: Database.Database, { headers, bases }: Corpus): Plan {
  const generation = bases.map((base) => base.generation).join(" ");
  const isKnownGeneration = generationIn(db) === generation;
  const fresh = bases.flatMap((base) => base.fresh);
  const rows = isKnownGeneration ? findRows(db, [...fresh.map(({ path }) => path), ...lostIn(bases)]) : allRows(db);
  const known = new Map(rows.map((row) => [row.path, row]));
  const patches = new Set(fresh);
  const put = (isKnownGeneration ? fresh : headers).flatMap((header) => {
    const row = known.get(header.path);
    known.delete(header.path);
    return isKnown(row, header) ? [] : [{ header, row, patch: patches.has(header) }];
  });
  return { generation: isKnownGeneration ? undefined : generation, put, remove: [...known.values()] };
}

function lostIn(bases: readonly Base[]): string[] {
  return bases.flatMap(({ lost }) => lost);
}

function allRows(db: Database.Database): Row[] {
  return db.prepare("SELECT id, path, stamp FROM files").all() as Row[];
}

/** The rows of some paths, and of everything put in since the generation: some of that may be gone again. */
function findRows(db: Database.Database, paths: readonly string[]): Row[] {
  const find = db.prepare("SELECT id, path, stamp FROM files WHERE path = ?");
  const patches = db.prepare("SELECT id, path, stamp FROM files WHERE patch = 1").all() as Row[];
  return [...patches, ...paths.flatMap((path) => find.all(path) as Row[])];
}

function carryOut(db: Database.Database, { generation, put, remove }: Plan): void {
  if (generation !== undefined) {
    db.exec("UPDATE files SET patch = 0 WHERE patch = 1; DELETE FROM meta");
    db.prepare("INSERT INTO meta VALUES (?)").run(generation);
  }
  const putOne = putter(db);
  for (const each of put) putOne(each);
  for (const { id } of remove) {
    db.prepare("DELETE FROM texts WHERE rowid = ?").run(id);
    db.prepare("DELETE FROM files WHERE id = ?").run(id);
  }
}

function isKnown(row: Row | undefined, { stamp: stampOf }: Header): boolean {
  const stamp = stampOf();
  return stamp !== undefined && row?.stamp === JSON.stringify(stamp);
}

/** Puts a spec in, in place of what was known of it. */
function putter(db: Database.Database): (item: Plan["put"][number]) => void {
  const insertFile = db.prepare("INSERT INTO files (path, stamp, patch) VALUES (?, ?, ?)");
  const updateFile = db.prepare("UPDATE files SET stamp = ?, patch = ? WHERE id = ?");
  const removeText = db.prepare("DELETE FROM texts WHERE rowid = ?");
  const insertText = db.prepare("INSERT INTO texts (rowid, title, body) VALUES (?, ?, ?)");
  return ({ header: { path, head, stamp: stampOf, spec }, row, patch }) => {
    const stamp = stampOf();
    const mark = stamp === undefined ? null : JSON.stringify(stamp);
    if (row !== undefined) {
      updateFile.run(mark, Number(patch), row.id);
      removeText.run(row.id);
    }
    const id = row?.id ?? insertFile.run(path, mark, Number(patch)).lastInsertRowid;
    insertText.run(id, foldText(head.title ?? ""), foldText(spec().body));
  };
}

/** The relevance of every spec that has all the phrases, by path. */
export function searchDb(db: Database.Database, { phrases, column }: TextQuery): Map<string, number> {
  // Only letters and digits are in a word, so that nothing of what somebody typed is syntax here.
  const match = phrases.map(({ words }) => `${column === undefined ? "" : `${column} : `}"${words.join(" ")}" *`);
  const rows = db
    .prepare(
      `SELECT path, -bm25(texts, ${titleWeight}, 1) AS score FROM texts JOIN files ON files.id = texts.rowid WHERE texts MATCH ?`,
    )
    .all(match.join(" AND ")) as { path: string; score: number }[];
  return new Map(rows.map(({ path, score }) => [path, score]));
}
