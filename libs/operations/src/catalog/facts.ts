import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import type { SpecFile } from "@chant/core/store";
import { factsOf, factsVersion, type SpecFacts, type WordLists } from "@chant/scoring";
import type { Header } from "./headers.ts";
import { readSnapshot, writeSnapshot, type Snapshot, type SnapshotRecord } from "./snapshot.ts";
import { isSameStamp, stampAt } from "../kernel/stamp.ts";

export interface FactsSource {
  /** Every spec of the project: what is known of others is forgotten. */
  readonly headers: readonly Header[];
  /** Those whose facts are asked for; all where it is absent. */
  readonly wanted?: readonly Header[];
  /** The snapshot's file. */
  readonly file: string;
  /** Word lists of the project. */
  readonly words: WordLists;
}

/** Below this computing is as fast as looking up, and in one thread as in several. */
const few = 24;

/**
 * The facts of specs' texts, by path. Parsing is what costs, so what is known of files that did not change comes from a
 * snapshot, and many new ones are parsed in worker threads; neither changes an answer.
 */
export async function readFacts(source: FactsSource): Promise<ReadonlyMap<string, SpecFacts>> {
  const { headers, wanted = headers, file, words } = source;
  if (wanted.length < few) return new Map(wanted.map(({ path, spec }) => [path, factsOf(spec(), words)]));
  // The head of a snapshot is short, and lists of words are not.
  const list = createHash("sha256").update(JSON.stringify(words)).digest("base64url");
  const version = `1 ${factsVersion} ${list}`;
  const known = knownFacts(headers, readSnapshot<number>(file, version));
  const fresh = wanted.filter(({ path }) => !known.has(path));
  const computed = await compute(fresh, words);
  const all = new Map([...known, ...computed]);
  if (fresh.filter(({ stamp }) => stamp() !== undefined).length >= few) {
    writeSnapshot(
      file,
      version,
      headers.flatMap((header) => toRecord(header, all.get(header.path))),
    );
  }
  return new Map(wanted.flatMap(({ path }) => parsed(path, all.get(path))));
}

function parsed(path: string, json = ""): [string, SpecFacts][] {
  return json === "" ? [] : [[path, JSON.parse(json) as SpecFacts]];
}

/** The facts of files that are as they were, as JSON. */
function knownFacts(headers: readonly Header[], snapshot: Snapshot<number> | undefined): Map<string, string> {
  const places = new Map(snapshot?.paths.map((path, index) => [path, index]));
  const known = new Map<string, string>();
  for (const { path, stamp: stampOf } of headers) {
    const place = places.get(path);
    const stamp = stampOf();
    if (snapshot === undefined || place === undefined || stamp === undefined) continue;
    const json = isSameStamp(stamp, stampAt(snapshot.stamps, place)) ? snapshot.far(place) : undefined;
    if (json !== undefined) known.set(path, json);
  }
  return known;
}

async function compute(headers: readonly Header[], words: WordLists): Promise<Map<string, string>> {
  // One that is gone meanwhile has none.
  const toJson = (header: Header | undefined) =>
    header === undefined || !existsSync(header.path) ? "" : JSON.stringify(factsOf(header.spec(), words));
  const found = headers.length < few ? headers.map(toJson) : await computeMany(headers, { words, toJson });
  return new Map(headers.map(({ path }, index) => [path, found[index] ?? ""]));
}

interface Computing {
  readonly words: WordLists;
  readonly toJson: (header: Header | undefined) => string;
}

async function computeMany(headers: readonly Header[], { words, toJson }: Computing): Promise<string[]> {
  // Threads are for many; who changed one spec need not load them.
  const { runInWorkers } = await import("./facts-pool.ts");
  const files = headers.map(({ head, path }): SpecFile => ({ id: head.id, path, link: false }));
  return runInWorkers({ files, words, compute: (place) => toJson(headers[place]) });
}

function toRecord({ path, stamp: stampOf }: Header, json: string | undefined): SnapshotRecord<number>[] {
  const stamp = stampOf();
  return stamp === undefined || json === undefined || json === "" ? [] : [{ path, stamp, near: 0, far: json }];
}
