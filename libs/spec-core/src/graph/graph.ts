import { isMemberOf, parentOf } from "../id/members.ts";
import type { Approval } from "../spec/spec.ts";
import type { SpecType, Status } from "../spec/status.ts";

/** What readiness and order need to know of a spec. */
export interface GraphNode {
  readonly id: string;
  /** Effective status. */
  readonly status: Status;
  readonly type: SpecType;
  /** Present, even empty, on a member: the order of siblings does not apply. */
  readonly depends_on?: readonly string[];
  readonly approval?: Approval;
  readonly readable: boolean;
  readonly archived?: boolean;
}

/** All specs by id, with the members of each. Built once, linear in specs. */
export interface SpecGraph {
  readonly nodes: ReadonlyMap<string, GraphNode>;
  get(id: string): GraphNode | undefined;
  /** Members at any depth. */
  membersOf(id: string): readonly GraphNode[];
}

/** Builds the graph of some specs. */
export function createGraph(nodes: Iterable<GraphNode>): SpecGraph {
  const byId = new Map([...nodes].map((node) => [node.id, node]));
  const children = new Map<string, GraphNode[]>();
  for (const node of byId.values()) {
    for (let parent = parentOf(node.id); parent !== undefined; parent = parentOf(parent)) {
      const known = children.get(parent) ?? [];
      known.push(node);
      children.set(parent, known);
    }
  }
  return { nodes: byId, get: (id) => byId.get(id), membersOf: (id) => children.get(id) ?? [] };
}

/** What a spec waits for by its own fields; a driver never waits for its own members through them. */
export function dependenciesOf(node: GraphNode): readonly string[] {
  return (node.depends_on ?? []).filter((id) => !isMemberOf(id, node.id));
}
