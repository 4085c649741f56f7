import { sep } from "node:path";
import {
  parseSpec,
  sortById,
  splitFrontmatter,
  type Spec,
  type SpecType,
  type StandingApproval,
  type Status,
} from "@chant/core";
import { readSpecFile, readSpecText, type SpecFile, type SpecFiles } from "@chant/core/store";
import { standingApproval } from "./approval-digest.ts";
import { findChanges, type Changes } from "./changes.ts";
import { takeAhead } from "./look-ahead.ts";
import { readSnapshot, writeSnapshot, type Snapshot, type SnapshotRecord } from "./snapshot.ts";
import { stampAt, type Stamp } from "../kernel/stamp.ts";

/** What lists, filters and the graph need of a spec; the rest of it is read when it is asked for. */
export interface Head {
  readonly id: string;
  readonly title?: string | undefined;
  readonly type: SpecType;
  /** As the file says. */
  readonly status: Status;
  readonly labels?: readonly string[] | undefined;
  readonly depends_on?: readonly string[] | undefined;
  readonly approval?: StandingApproval | undefined;
  readonly started_at?: string | undefined;
  readonly completed_at?: string | undefined;
  readonly readable: boolean;
}

export interface Header {
  readonly head: Head;
  /** Absolute path of the file. */
  readonly path: string;
  /** What tells this state of the file from another; undefined while it may change without a trace. */
  readonly stamp: () => Stamp | undefined;
  /** The whole spec. Its text is read when somebody asks for it. */
  readonly spec: () => Spec;
}

export interface Headers {
  /** In the order of their ids. */
  readonly headers: readonly Header[];
  readonly base: Base;
}

/** How headers differ from the snapshot that most of them come from: what is derived from that is mended, not made anew. */
export interface Base {
  /** Of the snapshot; empty without one. */
  readonly generation: string;
  /** Those that do not come from it. */
  readonly fresh: readonly Header[];
  /** Absolute paths of files that it has and that are gone, or not as they were. */
  readonly lost: readonly string[];
}

/** Changes with the shape of headers and with how they are read. */
const version = "6";

/** Below this a scan is as fast. */
const fewest = 4;

/** Reading one file again is cheaper than writing what is known of more than this many. */
const worthOneFile = 2_500;

/**
 * Reads the header of every spec below a folder. What did not change since the last time comes from a snapshot; one that is
 * missing, damaged, old or cannot be written changes no answer.
 */
export function readHeaders(folder: string, file: string, files: SpecFiles = {}): Headers {
  const snapshot = readSnapshot<Head>(file, version);
  return toHeaders({
    folder,
    file,
    snapshot,
    changes: findChanges(folder, { file, snapshot, shared: takeAhead(folder), ...files }),
  });
}

interface Compared {
  readonly folder: string;
  /** The snapshot's file. */
  readonly file: string;
  readonly snapshot: Snapshot<Head> | undefined;
  readonly changes: Changes;
}

function toHeaders({ folder, file, snapshot, changes }: Compared): Headers {
  const known = snapshot === undefined ? [] : knownHeaders(folder, snapshot, new Set(changes.lost));
  const lost = changes.lost.map((place) => `${folder}${sep}${snapshot?.paths[place]}`);
  const base = { generation: snapshot?.generation ?? "", lost };
  if (changes.fresh.length === 0) return { headers: known, base: { ...base, fresh: [] } };
  const fresh = changes.fresh.flatMap(readHeader);
  const headers = sortById([...known, ...fresh], (header) => header.head.id);
  if (!isWorthWriting(fresh, headers)) return { headers, base: { ...base, fresh } };
  const settled = headers.filter(isSettled);
  const generation = writeSnapshot(file, version, settled.map(toRecord(folder)));
  if (generation === undefined) return { headers, base: { ...base, fresh } };
  return { headers, base: { generation, fresh: fresh.filter((header) => !isSettled(header)), lost: [] } };
}

function isWorthWriting(fresh: readonly Header[], { length }: readonly Header[]): boolean {
  return length >= fewest && fresh.filter(isSettled).length > length / worthOneFile;
}

/** In the order of the snapshot, which is that of the ids. */
function knownHeaders(folder: string, snapshot: Snapshot<Head>, lost: ReadonlySet<number>): Header[] {
  const known: Header[] = [];
  for (const [place, path] of snapshot.paths.entries())
    if (!lost.has(place)) known.push(fromSnapshot(`${folder}${sep}${path}`, snapshot, place));
  return known;
}

function isSettled({ stamp }: Header): boolean {
  return stamp() !== undefined;
}

/** What a file's own text says, with its stamp where that is settled; none for what is no spec after all. */
export function readHeader({ stamp, ...file }: SpecFile & { readonly stamp?: Stamp | undefined }): Header[] {
  const spec = readSpecFile(file)?.spec;
  if (spec === undefined) return [];
  return [{ head: headOf(spec), path: file.path, stamp: () => stamp, spec: () => spec }];
}

function headOf(spec: Spec): Head {
  const { id, title, frontmatter, readable } = spec;
  const { type, status, labels, depends_on, started_at, completed_at } = frontmatter;
  const approval = standingApproval(spec);
  return { id, title, type, status, labels, depends_on, approval, started_at, completed_at, readable };
}

/** What the file's header says besides. */
type Rest = Pick<Spec, "frontmatter" | "unknown" | "findings">;

function toRecord(folder: string): (header: Header) => SnapshotRecord<Head> {
  return ({ head, path, stamp, spec }) => {
    const { frontmatter, unknown, findings } = spec();
    const far = JSON.stringify({ frontmatter, unknown, findings } satisfies Rest);
    return { path: path.slice(folder.length + 1), stamp: stamp() as Stamp, near: head, far };
  };
}

function fromSnapshot(path: string, snapshot: Snapshot<Head>, place: number): Header {
  const head = snapshot.near[place] as Head;
  let spec: Spec | undefined;
  return {
    head,
    path,
    stamp: () => stampAt(snapshot.stamps, place),
    spec: () => (spec ??= lazySpec({ id: head.id, path, link: false }, head, () => snapshot.far(place))),
  };
}

/** The spec of a known header; its text and the rest of its header are read when they are asked for. */
function lazySpec(file: SpecFile, { id, title, readable }: Head, far: () => string | undefined): Spec {
  let body: Body | undefined;
  let rest: Rest | undefined;
  const read = () => (body ??= readBody(file, readable));
  const readRest = () => (rest ??= parseRest(far()) ?? readWhole(file));
  return {
    id,
    title,
    readable,
    get frontmatter() {
      return readRest().frontmatter;
    },
    get unknown() {
      return readRest().unknown;
    },
    get findings() {
      return readRest().findings;
    },
    get text() {
      return read().text;
    },
    get body() {
      return read().body;
    },
    get bodyOffset() {
      return read().bodyOffset;
    },
  };
}

type Body = Pick<Spec, "text" | "body" | "bodyOffset">;

/** What is known of the header is not parsed again for the sake of the text. */
function readBody(file: SpecFile, readable: boolean): Body {
  if (!readable) return readWhole(file);
  try {
    const text = readSpecText(file.path);
    const { bodyOffset } = splitFrontmatter(text);
    return { text, body: text.slice(bodyOffset), bodyOffset };
  } catch {
    return readWhole(file);
  }
}

/** A file that is gone meanwhile says nothing. */
function readWhole(file: SpecFile): Spec {
  return readSpecFile(file)?.spec ?? parseSpec("", { id: file.id });
}

function parseRest(json = ""): Rest | undefined {
  try {
    return JSON.parse(json) as Rest;
  } catch {
    return undefined;
  }
}
