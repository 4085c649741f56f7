import { readFileSync, type Stats } from "node:fs";
import {
  parseSpec,
  sortById,
  splitFrontmatter,
  type Approval,
  type Spec,
  type SpecType,
  type Status,
} from "@chant/core";
import { listSpecFiles, readSpecFile, type SpecFile } from "@chant/core/store";
import { readSnapshot, writeSnapshot, type Snapshot, type SnapshotRecord } from "./snapshot.ts";
import { isStateAt, stampAt, stateOf, toStamp, type Stamp } from "./stamp.ts";

/** What lists, filters and the graph need of a spec; the rest of it is read when it is asked for. */
export interface Head {
  readonly id: string;
  readonly title?: string | undefined;
  readonly type: SpecType;
  /** As the file says. */
  readonly status: Status;
  readonly labels?: readonly string[] | undefined;
  readonly depends_on?: readonly string[] | undefined;
  readonly approval?: Approval | undefined;
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
  /** The snapshot that they come from; undefined when some do not come from one. */
  readonly generation: string | undefined;
}

/** Changes with the shape of headers and with how they are read. */
const version = "4";

/** Below this a scan is as fast. */
const fewest = 4;

/** Reading a few files again is cheaper than writing what is known of all of them. */
const worthWriting = 4;

/**
 * Reads the header of every spec below a folder. What did not change since the last time comes from a snapshot; one that is
 * missing, damaged, old or cannot be written changes no answer.
 */
export function readHeaders(folder: string, snapshotFile: string): Headers {
  const files = listSpecFiles(folder);
  if (files.length < fewest)
    return { headers: inOrder(files.flatMap((file) => readHeader(file))), generation: undefined };
  const snapshot = readSnapshot<Head>(snapshotFile, version);
  const { known, fresh } = compareFiles({ folder, files, snapshot });
  if (fresh.length === 0) return { headers: known, generation: snapshot?.generation };
  const headers = inOrder([...known, ...fresh]);
  if (fresh.filter(isSettled).length < worthWriting) return { headers, generation: undefined };
  const settled = headers.filter(isSettled);
  const written = writeSnapshot(snapshotFile, version, settled.map(toRecord(folder)));
  return { headers, generation: settled.length === headers.length ? written : undefined };
}

interface Files {
  readonly folder: string;
  readonly files: readonly SpecFile[];
  readonly snapshot: Snapshot<Head> | undefined;
}

/** The headers that are known, in the order of the snapshot, and those that had to be read. */
function compareFiles({ folder, files, snapshot }: Files): { known: Header[]; fresh: Header[] } {
  const places = new Map(snapshot?.paths.map((path, index) => [path, index]));
  const known: (Header | undefined)[] = [];
  const fresh: Header[] = [];
  for (const file of files) {
    const place = places.get(file.path.slice(folder.length + 1));
    const state = stateOf(file.path, file.link);
    if (
      snapshot !== undefined &&
      place !== undefined &&
      state !== undefined &&
      isStateAt(snapshot.stamps, place, state)
    )
      known[place] = fromSnapshot(file, snapshot, place);
    else fresh.push(...readHeader(file, state));
  }
  return { known: known.filter((header) => header !== undefined), fresh };
}

function isSettled({ stamp }: Header): boolean {
  return stamp() !== undefined;
}

function inOrder(headers: readonly Header[]): Header[] {
  return sortById(headers, (header) => header.head.id);
}

/** None for what is no spec after all. */
function readHeader(file: SpecFile, state?: Stats): Header[] {
  const spec = readSpecFile(file)?.spec;
  if (spec === undefined) return [];
  const stamp = state && toStamp(state);
  return [{ head: headOf(spec), path: file.path, stamp: () => stamp, spec: () => spec }];
}

function headOf({ id, title, frontmatter, readable }: Spec): Head {
  const { type, status, labels, depends_on, approval, started_at, completed_at } = frontmatter;
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

function fromSnapshot(file: SpecFile, snapshot: Snapshot<Head>, place: number): Header {
  const head = snapshot.near[place] as Head;
  let spec: Spec | undefined;
  return {
    head,
    path: file.path,
    stamp: () => stampAt(snapshot.stamps, place),
    spec: () => (spec ??= lazySpec(file, head, snapshot.far(place))),
  };
}

/** The spec of a known header; its text is read when it is asked for. */
function lazySpec(file: SpecFile, { id, title, readable }: Head, rest: string | undefined): Spec {
  let body: Body | undefined;
  const read = () => (body ??= readBody(file, readable));
  return {
    id,
    title,
    readable,
    ...(parseRest(rest) ?? readWhole(file)),
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
    const text = readFileSync(file.path, "utf8");
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
