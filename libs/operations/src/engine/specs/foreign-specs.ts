import type { GraphNode, MissingCause, SpecGraph } from "@chant/core";
import { openPlace, type Place, type Repo } from "../../kernel/place.ts";
import { findMissing } from "./repo-folder.ts";

export interface ForeignSpecs {
  /** The specs that are named and what they depend on, with ids such as `api:2026-01-22-001-x7m`. */
  readonly nodes: readonly GraphNode[];
  /** Why a spec of another repository is not among them. */
  missing(id: string): MissingCause | undefined;
}

export interface ForeignRequest {
  readonly repos: readonly Repo[];
  /** As they stand in `depends_on`: `repo:id`. */
  readonly ids: readonly string[];
  /** Reads the specs of a place, and its archive when it is asked for. */
  load(place: Place): Promise<{ readonly graph: SpecGraph; archive(): readonly GraphNode[] }>;
}

/** Reads the specs of other repositories that somebody depends on; what these depend on in third ones is not followed. */
export async function loadForeign({ repos, ids, load }: ForeignRequest): Promise<ForeignSpecs> {
  const nodes: GraphNode[] = [];
  const causes = new Map<string, MissingCause>();
  for (const [name, wanted] of groupByRepo(ids)) {
    const path = repos.find((repo) => repo.name === name)?.path;
    const cause = path === undefined ? "unknown_repo" : await causeAt(path);
    if (cause !== undefined) causes.set(name, cause);
    else nodes.push(...withPrefix(name, closureOf(wanted, await load(await openPlace(path as string)))));
  }
  return { nodes, missing: (id) => causes.get(splitId(id)[0]) };
}

function groupByRepo(ids: readonly string[]): Map<string, string[]> {
  const groups = new Map<string, string[]>();
  for (const id of ids) {
    const [repo, local] = splitId(id);
    groups.set(repo, [...(groups.get(repo) ?? []), local]);
  }
  return groups;
}

function splitId(id: string): readonly [repo: string, local: string] {
  const colon = id.indexOf(":");
  return [id.slice(0, colon), id.slice(colon + 1)];
}

async function causeAt(path: string): Promise<MissingCause | undefined> {
  const missing = await findMissing(path);
  return missing === "missing_chant" ? "missing_specs" : missing;
}

type Loaded = Awaited<ReturnType<ForeignRequest["load"]>>;

/** Some specs and everything that they depend on in their own repository. */
function closureOf(wanted: readonly string[], { graph, archive }: Loaded): GraphNode[] {
  let archived: ReadonlyMap<string, GraphNode> | undefined;
  const find = (id: string) => graph.get(id) ?? (archived ??= byId(archive())).get(id);
  const found = new Map<string, GraphNode>();
  const queue = [...wanted];
  for (const id of queue) {
    const node = found.has(id) ? undefined : find(id);
    if (node === undefined) continue;
    found.set(id, node);
    queue.push(...(node.depends_on ?? []));
  }
  return [...found.values()];
}

function byId(nodes: readonly GraphNode[]): ReadonlyMap<string, GraphNode> {
  return new Map(nodes.map((node) => [node.id, node]));
}

function withPrefix(repo: string, nodes: readonly GraphNode[]): GraphNode[] {
  const prefixed = (id: string) => (id.includes(":") ? id : `${repo}:${id}`);
  return nodes.map((node) => ({ ...node, id: prefixed(node.id), depends_on: node.depends_on?.map(prefixed) }));
}
