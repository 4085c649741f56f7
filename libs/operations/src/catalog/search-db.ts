import { rmSync } from "node:fs";
import { dirname } from "node:path";
import type Database from "libsql";
import { foldText } from "./fold.ts";
import type { Header } from "./headers.ts";
import { titleWeight, type TextQuery } from "./rank.ts";
import { makeStore } from "./snapshot.ts";

/** Changes with the tables and with how texts are folded. */
const version = 1;

const schema = `
  CREATE TABLE files (id INTEGER PRIMARY KEY, path TEXT UNIQUE NOT NULL, stamp TEXT) STRICT;
  CREATE TABLE meta (generation TEXT) STRICT;
  CREATE VIRTUAL TABLE texts USING fts5 (title, body, tokenize='ascii');
  PRAGMA user_version = ${version};`;

/** What is to be searched, and the snapshots it comes from; undefined when a part of it is in none. */
export interface Corpus {
  readonly headers: readonly Header[];
  readonly generation: string | undefined;
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
  const { generation } = corpus;
  if (versionOf(db) === version && generation !== undefined && generationOf(db) === generation) return;
  // Two searches at once: the second waits here and finds everything done.
  db.exec("BEGIN IMMEDIATE");
  try {
    if (versionOf(db) !== version) createTables(db);
    if (generation === undefined || generationOf(db) !== generation) update(db, corpus);
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

function generationOf(db: Database.Database): string | undefined {
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

function update(db: Database.Database, { headers, generation }: Corpus): void {
  const rows = db.prepare("SELECT id, path, stamp FROM files").all() as Row[];
  const known = new Map(rows.map((row) => [row.path, row]));
  const put = putter(db);
  for (const header of headers) {
    const row = known.get(header.path);
    known.delete(header.path);
    if (!isKnown(row, header)) put(header, row);
  }
  for (const gone of known.values()) {
    db.prepare("DELETE FROM texts WHERE rowid = ?").run(gone.id);
    db.prepare("DELETE FROM files WHERE id = ?").run(gone.id);
  }
  db.exec("DELETE FROM meta");
  if (generation !== undefined) db.prepare("INSERT INTO meta VALUES (?)").run(generation);
}

function isKnown(row: Row | undefined, header: Header): boolean {
  const stamp = header.stamp();
  return stamp !== undefined && row?.stamp === JSON.stringify(stamp);
}

/** Puts a spec in, in place of what was known of it. */
function putter(db: Database.Database): (header: Header, row: Row | undefined) => void {
  const insertFile = db.prepare("INSERT INTO files (path, stamp) VALUES (?, ?)");
  const updateFile = db.prepare("UPDATE files SET stamp = ? WHERE id = ?");
  const remove = db.prepare("DELETE FROM texts WHERE rowid = ?");
  const insertText = db.prepare("INSERT INTO texts (rowid, title, body) VALUES (?, ?, ?)");
  return ({ path, head, stamp: stampOf, spec }, row) => {
    const stamp = stampOf();
    const mark = stamp === undefined ? undefined : JSON.stringify(stamp);
    if (row !== undefined) {
      updateFile.run(mark, row.id);
      remove.run(row.id);
    }
    const id = row?.id ?? insertFile.run(path, mark).lastInsertRowid;
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
