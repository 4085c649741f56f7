import { findCycles, isMemberOf, parentOf, statuses } from "@chant/core";
import * as z from "zod";
import type { SpecRow } from "./spec-row.ts";
import type { SpecSet } from "./specs.ts";

/** Specs and who waits for whom. */
export const specDag = {
  nodes: z.array(
    z.object({
      id: z.string(),
      title: z.string(),
      status: z.enum(statuses),
      type: z.string(),
      labels: z.array(z.string()),
      ready: z.boolean(),
      blocked: z.boolean(),
      depth: z.number().describe("How many others have to come before it, one after the other"),
      missing: z.array(z.string()).optional().describe("What it depends on and is not there"),
    }),
  ),
  edges: z
    .array(z.object({ from: z.string(), to: z.string(), kind: z.enum(["dependency", "member"]) }))
    .describe("`to` depends on `from`, or is a member of it"),
  cycles: z.array(z.array(z.string())),
  roots: z.number().describe("Specs that depend on no other one here"),
  leaves: z.number().describe("Specs that no other one here depends on"),
  total: z.number(),
} as const;

export type SpecDag = z.output<z.ZodObject<typeof specDag>>;

type Edge = SpecDag["edges"][number];

/** The graph of some rows: edges lead to what is among them, circles are told and never followed. */
export function toDag(set: SpecSet, rows: readonly SpecRow[]): SpecDag {
  const ids = new Set(rows.map((row) => row.id));
  const edges = rows.flatMap((row) => edgesTo(row, ids));
  const cycles = findCycles(set.graph).filter((cycle) => cycle.some((id) => ids.has(id)));
  const depths = depthsOf([...ids], { edges, entangled: new Set(cycles.flat()) });
  const nodes = rows.map((row) => toNode(row, { set, depth: depths.get(row.id) ?? 0 }));
  const [to, from] = [new Set(edges.map((edge) => edge.to)), new Set(edges.map((edge) => edge.from))];
  const without = (known: ReadonlySet<string>) => nodes.filter(({ id }) => !known.has(id)).length;
  return { nodes, edges, cycles, roots: without(to), leaves: without(from), total: nodes.length };
}

function toNode({ id, title, status, type, labels, ready, blocked_by, depends_on }: SpecRow, about: NodeFacts) {
  const missing = (depends_on ?? []).filter((other) => about.set.graph.get(other) === undefined);
  return {
    ...{ id, title, status, type, labels, ready, blocked: blocked_by.length > 0, depth: about.depth },
    ...(missing.length > 0 && { missing }),
  };
}

interface NodeFacts {
  readonly set: SpecSet;
  readonly depth: number;
}

/** A dependency on an own member says what membership says. */
function edgesTo({ id, depends_on = [] }: SpecRow, ids: ReadonlySet<string>): Edge[] {
  const driver = parentOf(id);
  const dependencies = [...new Set(depends_on)].filter((other) => ids.has(other) && !isMemberOf(other, id));
  const edges = dependencies.map((from): Edge => ({ from, to: id, kind: "dependency" }));
  const isMember = driver !== undefined && ids.has(driver) && !dependencies.includes(driver);
  return isMember ? [{ from: driver, to: id, kind: "member" }, ...edges] : edges;
}

interface Knots {
  readonly edges: readonly Edge[];
  /** Specs in circles: where nothing else is left, one of them comes first. */
  readonly entangled: ReadonlySet<string>;
}

/** How deep each spec lies: one more than the deepest that it follows. Linear; a circle is cut where it has to be. */
function depthsOf(ids: readonly string[], { edges, entangled }: Knots): ReadonlyMap<string, number> {
  const counted = countEdges(ids, edges);
  const depths = new Map<string, number>(ids.map((id) => [id, 0]));
  const placed = new Set<string>();
  const stuck = [...ids.filter((id) => entangled.has(id)), ...ids].values();
  const queue = ids.filter((id) => counted.open.get(id) === 0);
  for (let at = 0; ;) {
    const id = at < queue.length ? queue[at++] : stuck.next().value;
    if (id === undefined) return depths;
    if (!placed.has(id)) queue.push(...place(id, { counted, depths, placed }));
  }
}

interface Placing {
  readonly counted: Counted;
  readonly depths: Map<string, number>;
  readonly placed: Set<string>;
}

/** Settles the depth of a spec and gives the followers that wait for nothing else. */
function place(id: string, { counted: { followers, open }, depths, placed }: Placing): string[] {
  placed.add(id);
  const below = (depths.get(id) as number) + 1;
  return (followers.get(id) as readonly string[]).filter((follower) => {
    if (placed.has(follower)) return false;
    depths.set(follower, Math.max(depths.get(follower) as number, below));
    const left = (open.get(follower) as number) - 1;
    open.set(follower, left);
    return left === 0;
  });
}

interface Counted {
  readonly followers: ReadonlyMap<string, readonly string[]>;
  /** How many others each follows. */
  readonly open: Map<string, number>;
}

function countEdges(ids: readonly string[], edges: readonly Edge[]): Counted {
  const followers = new Map<string, string[]>(ids.map((id) => [id, []]));
  const open = new Map(ids.map((id) => [id, 0]));
  for (const { from, to } of edges) {
    followers.get(from)?.push(to);
    open.set(to, (open.get(to) ?? 0) + 1);
  }
  return { followers, open };
}
