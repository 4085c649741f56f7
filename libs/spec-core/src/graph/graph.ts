import { isMemberOf, parentOf } from "../id/members.ts";
import type { Approval } from "../spec/spec.ts";
import type { SpecType, Status } from "../spec/status.ts";

/** An approval, and whether what it was given to has been edited since. */
export interface StandingApproval extends Approval {
  readonly edited?: boolean;
}

/** What readiness and order need to know of a spec. */
export interface GraphNode {
  readonly id: string;
  /** Effective status. */
  readonly status: Status;
  readonly type: SpecType;
  /** Present, even empty, on a member: the order of siblings does not apply. */
  readonly depends_on?: readonly string[] | undefined;
  readonly approval?: StandingApproval | undefined;
  readonly readable: boolean;
  readonly archived?: boolean | undefined;
}

/** Why a spec of another repository is not there, where it is not the spec itself that is missing. */
export type MissingCause = "unknown_repo" | "missing_path" | "missing_specs";

/** All specs by id, with the members of each. Specs of other repositories have ids such as `api:2026-01-22-001-x7m`. */
export interface SpecGraph {
  readonly nodes: ReadonlyMap<string, GraphNode>;
  get(id: string): GraphNode | undefined;
  /** Members at any depth. */
  membersOf(id: string): readonly GraphNode[];
  /** Why a spec that is not among the nodes is not there; undefined when nothing but the spec is missing. */
  causeOf(id: string): MissingCause | undefined;
}

export interface GraphOptions {
  /** Knows about other repositories. Without it none is configured. */
  readonly missing?: (id: string) => MissingCause | undefined;
}

/** Builds the graph of some specs, a list of them or a map by id: linear in them, and who belongs to whom only when somebody asks. */
export function createGraph(
  nodes: Iterable<GraphNode> | ReadonlyMap<string, GraphNode>,
  { missing = isForeign }: GraphOptions = {},
): SpecGraph {
  const byId = nodes instanceof Map ? (nodes as ReadonlyMap<string, GraphNode>) : toMap(nodes as Iterable<GraphNode>);
  let members: ReadonlyMap<string, readonly GraphNode[]> | undefined;
  return {
    nodes: byId,
    get: (id) => byId.get(id),
    membersOf: (id) => (members ??= groupByDriver(byId.values())).get(id) ?? [],
    causeOf: (id) => (byId.has(id) ? undefined : missing(id)),
  };
}

function toMap(nodes: Iterable<GraphNode>): ReadonlyMap<string, GraphNode> {
  const byId = new Map<string, GraphNode>();
  for (const node of nodes) byId.set(node.id, node);
  return byId;
}

function isForeign(id: string): MissingCause | undefined {
  return id.includes(":") ? "unknown_repo" : undefined;
}

function groupByDriver(nodes: Iterable<GraphNode>): ReadonlyMap<string, readonly GraphNode[]> {
  const members = new Map<string, GraphNode[]>();
  for (const node of nodes) {
    for (let parent = parentOf(node.id); parent !== undefined; parent = parentOf(parent)) {
      const known = members.get(parent);
      if (known === undefined) members.set(parent, [node]);
      else known.push(node);
    }
  }
  return members;
}

/** What a spec waits for by its own fields; a driver never waits for its own members through them. */
export function dependenciesOf(node: GraphNode): readonly string[] {
  return (node.depends_on ?? []).filter((id) => !isMemberOf(id, node.id));
}
