import { isUtf8 } from "node:buffer";
import { posix } from "node:path";
import type { FileChange } from "./commit.ts";
import { changedPaths, readBytesAt, type ChangedPath } from "./history.ts";
import type { Repository } from "./repo.ts";

/** A file that both sides changed; undefined where a side does not have it. */
export interface FileSides {
  /** Where the merged file belongs: where a side moved it to, else where it was. */
  readonly path: string;
  readonly base: string | undefined;
  readonly ours: string | undefined;
  readonly theirs: string | undefined;
}

/** What the caller decides about instead of git. */
export interface Decisions {
  /** Folders whose files are decided by the caller when both sides changed them; moves between them are followed by name. */
  readonly decided: readonly string[];
  /** The text that becomes of such a file; undefined leaves it to git. */
  decide(file: FileSides): string | undefined;
}

/** Three commits, or trees, of a merge. */
export interface MergeSides {
  readonly base: string;
  readonly ours: string;
  readonly theirs: string;
}

/** The files that the caller decided, and what is gone from where they were. */
export async function decideFiles(
  repository: Repository,
  { decided, decide }: Decisions,
  sides: MergeSides,
): Promise<FileChange[]> {
  const [mine, other] = await Promise.all(
    [sides.ours, sides.theirs].map((to) => changesIn(repository, decided, { from: sides.base, to })),
  );
  const both = [...(other as Places).entries()].flatMap(([name, theirs]) => {
    const ours = (mine as Places).get(name);
    return ours === undefined ? [] : [{ ours, theirs }];
  });
  return (await Promise.all(both.map((places) => decideFile({ repository, commits: sides, decide }, places)))).flat();
}

/** Where a file was, and where one side has it now; undefined for none. */
interface Place {
  readonly before: string | undefined;
  readonly now: string | undefined;
}

/** By the file's name: specs keep theirs wherever they go. */
type Places = ReadonlyMap<string, Place>;

async function changesIn(
  repository: Repository,
  folders: readonly string[],
  commits: { readonly from: string; readonly to: string },
): Promise<Places> {
  const places = new Map<string, Place>();
  for (const { path, status } of await changedPaths(repository, { ...commits, folders })) {
    const name = posix.basename(path);
    places.set(name, { ...(places.get(name) ?? { before: undefined, now: undefined }), ...placeOf(path, status) });
  }
  return places;
}

function placeOf(path: string, status: ChangedPath["status"]): Partial<Place> {
  if (status === "added") return { now: path };
  return status === "deleted" ? { before: path } : { before: path, now: path };
}

interface Deciding {
  readonly repository: Repository;
  readonly commits: MergeSides;
  decide: Decisions["decide"];
}

/** What both sides moved, to different places, is left to git. */
async function decideFile(
  { repository, commits, decide }: Deciding,
  { ours, theirs }: { readonly ours: Place; readonly theirs: Place },
): Promise<FileChange[]> {
  const before = ours.before ?? theirs.before;
  const path = placeAfter(before, ours.now, theirs.now);
  if (path === undefined) return [];
  const sides = await Promise.all([
    readSide(repository, commits.base, before),
    readSide(repository, commits.ours, ours.now),
    readSide(repository, commits.theirs, theirs.now),
  ]);
  // Bytes that are no text would not come back as they were.
  if (!sides.every((bytes) => bytes === undefined || isUtf8(bytes))) return [];
  const [base, our, their] = sides.map((bytes) => bytes?.toString("utf8"));
  const content = decide({ path, base, ours: our, theirs: their });
  if (content === undefined) return [];
  const left = before !== undefined && before !== path ? [{ path: before, content: undefined }] : [];
  return [{ path, content }, ...left];
}

function placeAfter(before: string | undefined, ours: string | undefined, theirs: string | undefined) {
  const moved = [ours, theirs].filter((path) => path !== undefined && path !== before);
  if (moved.length === 2 && moved[0] !== moved[1]) return undefined;
  return moved[0] ?? before;
}

async function readSide(repository: Repository, commit: string, path: string | undefined): Promise<Buffer | undefined> {
  return path === undefined ? undefined : readBytesAt(repository, commit, path);
}
