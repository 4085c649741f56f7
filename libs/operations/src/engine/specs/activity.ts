import { isSpecId, parseSpec, splitFrontmatter } from "@chant/core";
import { readBlobs, readLog, type BlobChange, type FolderCommit, type Repository } from "@chant/git";
import { specFileId } from "./spec-file-id.ts";

export const activityKinds = [
  "CREATED",
  "EDITED",
  "APPROVED",
  "REJECTED",
  "WORKED",
  "COMPLETED",
  "FAILED",
  "CANCELLED",
  "MERGED",
  "ARCHIVED",
  "DELETED",
] as const;

type ActivityKind = (typeof activityKinds)[number];

/** Something that somebody did to a spec, as git remembers it. */
export interface Activity {
  readonly spec_id: string;
  readonly kind: ActivityKind;
  readonly at: Date;
  readonly author: string;
  readonly author_email: string;
  readonly commit: string;
}

export interface ActivitySource {
  readonly repository: Repository;
  /** Folders of active and archived specs, relative to the top. */
  readonly specs: string;
  readonly archive: string;
  readonly since: Date | undefined;
  readonly limit: number;
  isWanted(activity: Activity): boolean;
}

export interface ActivityList {
  readonly activity: readonly Activity[];
  /** Whether the history may hold more than was asked for. */
  readonly more: boolean;
}

/** Commits on the first page; each next one has twice as many. */
const firstPage = 200;

/**
 * What happened to specs in the history of what is checked out, newest first, one a spec and kind: the latest. Reads no more
 * of the history than it takes, by three git processes a page.
 */
export async function readActivity(source: ActivitySource): Promise<ActivityList> {
  const found = new Map<string, Activity>();
  for (let skip = 0, count = firstPage; ; skip += count, count *= 2) {
    const { commits, entries } = await readPage(source, { skip, count });
    for (const one of entries.filter((entry) => source.isWanted(entry))) {
      const key = `${one.spec_id} ${one.kind}`;
      if (!found.has(key)) found.set(key, one);
    }
    const isLast = commits < count;
    if (!isLast && found.size < source.limit) continue;
    return { activity: [...found.values()].slice(0, source.limit), more: !isLast || found.size > source.limit };
  }
}

async function readPage(
  { repository, specs, archive, since }: ActivitySource,
  page: { readonly skip: number; readonly count: number },
): Promise<{ commits: number; entries: Activity[] }> {
  const commits = await readLog(repository, { folders: [specs, archive], since, ...page });
  const blobs = commits.flatMap(({ changes }) => changes.flatMap(({ old, new: fresh }) => pairOf(old, fresh)));
  const texts = await readBlobs(repository, blobs);
  const entries = commits.flatMap((commit) =>
    toActivities(commit, [...kindsOfSubject(commit.subject), ...kindsIn({ commit, texts, archive })]),
  );
  return { commits: commits.length, entries };
}

function pairOf(old: string | undefined, fresh: string | undefined): string[] {
  return old === undefined || fresh === undefined ? [] : [old, fresh];
}

type Happened = readonly (readonly [id: string, kind: ActivityKind])[];

function toActivities({ hash, at, author_name: author, author_email }: FolderCommit, happened: Happened): Activity[] {
  return happened.map(([spec_id, kind]) => ({ spec_id, kind, at, author, author_email, commit: hash }));
}

interface Changed {
  readonly commit: FolderCommit;
  readonly texts: ReadonlyMap<string, string>;
  readonly archive: string;
}

function kindsIn({ commit, texts, archive }: Changed): Happened {
  const specs = commit.changes.filter(({ path }) => isSpecId(idOf(path)));
  const gone = new Set(specs.filter((change) => change.new === undefined).map(({ path }) => idOf(path)));
  const there = new Set(specs.filter((change) => change.new !== undefined).map(({ path }) => idOf(path)));
  return specs.flatMap((change) => {
    const id = idOf(change.path);
    const archived = change.path.startsWith(`${archive}/`);
    const moved = gone.has(id) && there.has(id);
    const kinds = isEdit(change)
      ? kindsOfEdit({ id, change, texts, subject: commit.subject })
      : kindOfMove({ moved, archived, added: change.old === undefined });
    return kinds.map((kind) => [id, kind] as const);
  });
}

function idOf(path: string): string {
  return specFileId(path) ?? "";
}

function isEdit(change: BlobChange): boolean {
  return change.old !== undefined && change.new !== undefined;
}

/** A file that goes from one folder to another is a deletion and an addition. */
function kindOfMove({ moved, archived, added }: { moved: boolean; archived: boolean; added: boolean }): ActivityKind[] {
  if (moved) return added && archived ? ["ARCHIVED"] : [];
  return [added ? "CREATED" : "DELETED"];
}

interface Edit {
  readonly id: string;
  readonly change: BlobChange;
  readonly texts: ReadonlyMap<string, string>;
  readonly subject: string;
}

const byStatus: Readonly<Record<string, ActivityKind>> = {
  completed: "COMPLETED",
  failed: "FAILED",
  cancelled: "CANCELLED",
};

const byApproval: Readonly<Record<string, ActivityKind>> = { approved: "APPROVED", rejected: "REJECTED" };

function kindsOfEdit({ id, change, texts, subject }: Edit): ActivityKind[] {
  const [old = "", fresh = ""] = [texts.get(change.old ?? ""), texts.get(change.new ?? "")];
  const kinds = decisionLines(old) === decisionLines(fresh) ? [] : decisions(id, { old, fresh });
  return kinds.length > 0 || isBookkeeping(subject) ? kinds : ["EDITED"];
}

/** The lines of a header that a status or an approval can stand on; parsing each version of each spec would take seconds. */
function decisionLines(text: string): string {
  const { yaml } = splitFrontmatter(text);
  if (yaml === undefined) return "";
  return (text.slice(yaml.start, yaml.end).match(/^.*(?:status|state|approval).*$/gm) ?? []).join("\n");
}

function decisions(id: string, { old, fresh }: { old: string; fresh: string }): ActivityKind[] {
  const [before, after] = [decidedIn(old, id), decidedIn(fresh, id)];
  const kinds = [
    before.status === after.status ? undefined : byStatus[after.status],
    before.approval === after.approval ? undefined : byApproval[after.approval],
  ];
  return kinds.filter((kind) => kind !== undefined);
}

function decidedIn(text: string, id: string): { status: string; approval: string } {
  const { status, approval } = parseSpec(text, { id }).frontmatter;
  return { status, approval: approval?.status ?? "" };
}

/** What chant itself wrote into a spec is no edit of somebody's. */
function isBookkeeping(subject: string): boolean {
  return subject.startsWith("chant: ") && !/^chant: (?:edit|record edits of) /.test(subject);
}

/** Commits of an older version about specs, which are no work on them. */
const formerOwn =
  /^(?:approve spec|reject spec|finalize spec|update spec status to |create fix spec |convert to driver )/;

function kindsOfSubject(subject: string): Happened {
  const merged = /^chant: merge (\S+)$/.exec(subject)?.[1];
  if (merged !== undefined) return isSpecId(merged) ? [[merged, "MERGED"]] : [];
  const [, id = "", text = ""] = /^chant\(([^()\s]{1,200})\): *(.*)$/.exec(subject) ?? [];
  return isSpecId(id) && !formerOwn.test(text) ? [[id, "WORKED"]] : [];
}
