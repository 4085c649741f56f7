import type { SpecFile } from "@chant/core/store";
import { factsOf, factsVersion, type SpecFacts, type WordLists } from "@chant/scoring";
import { factsJson } from "./facts-json.ts";
import { runInWorkers } from "./facts-pool.ts";
import type { Header } from "./headers.ts";
import { readSnapshot, writeSnapshot, type Snapshot, type SnapshotRecord } from "./snapshot.ts";
import { isSameStamp, stampAt } from "./stamp.ts";

export interface FactsSource {
  /** Every spec of the project: what is known of others is forgotten. */
  readonly headers: readonly Header[];
  /** The snapshot's file. */
  readonly file: string;
  /** Word lists of the project. */
  readonly words: WordLists;
}

/** Below this computing is as fast as looking up, and in one thread as in several. */
const few = 24;

/**
 * The facts of every spec's text, by path. Parsing is what costs, so what is known of files that did not change comes from a
 * snapshot, and many new ones are parsed in worker threads; neither changes an answer.
 */
export async function readFacts({ headers, file, words }: FactsSource): Promise<ReadonlyMap<string, SpecFacts>> {
  if (headers.length < few) return new Map(headers.map(({ path, spec }) => [path, factsOf(spec(), words)]));
  const version = `1 ${factsVersion} ${JSON.stringify(words)}`;
  const known = knownFacts(headers, readSnapshot<number>(file, version));
  const fresh = headers.filter(({ path }) => !known.has(path));
  const computed = await compute(fresh, words);
  const all = new Map([...known, ...computed]);
  if (fresh.filter(({ stamp }) => stamp() !== undefined).length >= few) {
    writeSnapshot(
      file,
      version,
      headers.flatMap((header) => toRecord(header, all.get(header.path))),
    );
  }
  return new Map([...all].flatMap(([path, json]) => (json === "" ? [] : [[path, JSON.parse(json) as SpecFacts]])));
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
  const files = headers.map(({ head, path }): SpecFile => ({ id: head.id, path, link: false }));
  const found = files.length < few ? factsJson({ files, words }) : await runInWorkers({ files, words });
  return new Map(files.map(({ path }, index) => [path, found[index] ?? ""]));
}

function toRecord({ path, stamp: stampOf }: Header, json: string | undefined): SnapshotRecord<number>[] {
  const stamp = stampOf();
  return stamp === undefined || json === undefined || json === "" ? [] : [{ path, stamp, near: 0, far: json }];
}
